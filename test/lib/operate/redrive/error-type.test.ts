/** Tests of the failure type of an error object. */
import { expect, test } from 'vitest';
import { ERROR_TYPES, errorType } from '../../../../lib/operate/redrive/error-type.ts';

test.each(ERROR_TYPES)('an object in a folder %s has that type', (type) => {
    expect(errorType(`s3://lake/errors/dev-user-activity/${type}/2026/01/31/12/x`, 'Lambda.FunctionTimedOut')).toBe(
        type,
    );
});

test.each([
    ['Lambda.FunctionTimedOut', 'processing-failed'],
    ['DataFormatConversion.MalformedData', 'format-conversion-failed'],
    ['DynamicPartitioning.MetadataExtractionFailed', 'partitioning-failed'],
    ['DynamicPartitioning.ActivePartitionsExceeded', 'activePartitionExceeded'],
    ['S3.AccessDenied', 'unknown'],
])('an object elsewhere with the code %s has the type %s', (code, type) => {
    expect(errorType('/tmp/copied.json', code)).toBe(type);
});

test('the last folder with a type name counts', () => {
    expect(errorType('processing-failed/errors/s/partitioning-failed/2026/x', 'X')).toBe('partitioning-failed');
});
