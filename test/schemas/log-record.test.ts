/** Tests of what all records have in common. */
import { expect, test } from 'vitest';
import { fieldsOf, rawRecord } from '../../schemas/log-record.ts';

test('a record is read with the two objects in it, empty where there is none', () => {
    const record = { message: '{"a":1}', logSourceId: null };

    expect(rawRecord(record)).toEqual({ record, message: { a: 1 }, logSourceId: {} });
});

test('the fields of a message are those that its reader names', () => {
    expect(fieldsOf({ a: 1, b: 2 })).toEqual({
        record: new Set(['eventTimestamp', 'eventSource', 'logLevel', 'message', 'logSourceId']),
        message: new Set(['a', 'b']),
        logSourceId: new Set(['userPoolId']),
    });
});
