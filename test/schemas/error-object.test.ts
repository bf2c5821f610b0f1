import { describe, expect, test } from 'vitest';
import { errorRecord } from '../../schemas/error-object.ts';

const plain = {
    rawData: 'e30=',
    code: 'Lambda.FunctionTimedOut',
    message: 'it took too long',
    arrivedAt: 1767225605000,
};

describe('a line of an error object', () => {
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
            'with numbers as texts, as documented',
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
            'of a format conversion',
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
            'without a time of arrival, by the end of the attempt',
            {
                rawData: 'e30=',
                errorCode: 'Lambda.FunctionTimedOut',
                errorMessage: 'it took too long',
                attemptEndingTimestamp: 1767225605000,
            },
        ],
    ])('is read in the spelling %s', (_, line) => {
        expect(errorRecord(line)).toEqual(plain);
    });

    test('without any time says so, and an empty record is one', () => {
        expect(errorRecord({ rawData: null, errorCode: 'X', arrivalTimestamp: 'yesterday' })).toEqual({
            rawData: '',
            code: 'X',
            message: '',
            arrivedAt: undefined,
        });
    });

    test.each<[string, unknown]>([
        ['no object', ['rawData']],
        ['no JSON', null],
        ['without a code', { rawData: 'e30=' }],
        ['without data', { errorCode: 'X' }],
        ['whose data is no text', { rawData: { a: 1 }, errorCode: 'X' }],
    ])('is none: %s', (_, value) => {
        expect(errorRecord(value)).toBeNull();
    });
});
