/** Tests of reading the records of an error object. */
import { describe, expect, test } from 'vitest';
import { errorRecord } from '../../schemas/error-object.ts';

const plain = {
    rawData: 'e30=',
    code: 'Lambda.FunctionTimedOut',
    message: 'it took too long',
    arrivedAt: 1767225605000,
};

describe('a record of an error object', () => {
    test.each<[string, object]>([
        [
            'of 2026',
            {
                rawData: 'e30=',
                errorCode: 'Lambda.FunctionTimedOut',
                errorMessage: 'it took too long',
                attemptsMade: 4,
                arrivalTimestamp: 1767225605000,
                attemptEndingTimestamp: 1767225999000,
                lambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:f',
            },
        ],
        [
            'with numbers as strings, as documented',
            {
                attemptsMade: '4',
                arrivalTimestamp: '1767225605000',
                errorCode: 'Lambda.FunctionTimedOut',
                errorMessage: 'it took too long',
                attemptEndingTimestamp: '1767225999000',
                rawData: 'e30=',
                lambdaArn: 'arn:…',
            },
        ],
        [
            'of a record format conversion',
            {
                attemptsMade: 1,
                arrivalTimestamp: 1767225605000,
                ErrorCode: 'Lambda.FunctionTimedOut',
                ErrorMessage: 'it took too long',
                rawData: 'e30=',
                sequenceNumber: '1',
                subSequenceNumber: null,
                dataCatalogTable: { databaseName: 'd' },
            },
        ],
        [
            'of older pages',
            {
                lastErrorCode: 'Lambda.FunctionTimedOut',
                lastErrorMessage: 'it took too long',
                arrivalTimestamp: '2026-01-01T00:00:05Z',
                rawData: ' e30=\n',
            },
        ],
        [
            'without an arrival time, with the end of the attempt',
            {
                rawData: 'e30=',
                errorCode: 'Lambda.FunctionTimedOut',
                errorMessage: 'it took too long',
                attemptEndingTimestamp: 1767225605000,
            },
        ],
    ])('an error record is read in the format %s', (_, line) => {
        expect(errorRecord(line)).toEqual(plain);
    });

    test('an error record may have no time and no data', () => {
        expect(errorRecord({ rawData: null, errorCode: 'X', arrivalTimestamp: 'yesterday' })).toEqual({
            rawData: '',
            code: 'X',
            message: '',
            arrivedAt: undefined,
        });
    });

    test.each<[string, unknown]>([
        ['a list', ['rawData']],
        ['null', null],
        ['an object without a code', { rawData: 'e30=' }],
        ['an object without data', { errorCode: 'X' }],
        ['an object whose data is not a string', { rawData: { a: 1 }, errorCode: 'X' }],
    ])('a value is not an error record: %s', (_, value) => {
        expect(errorRecord(value)).toBeNull();
    });
});
