/** Tests of the parts that all events have in common. */
import { expect, test } from 'vitest';
import { fieldsOf, rawEvent } from '../../schemas/raw-event.ts';

test('a raw event has its two inner objects, and a missing one is empty', () => {
    const record = { message: '{"a":1}', logSourceId: null };

    expect(rawEvent(record)).toEqual({ record, message: { a: 1 }, logSourceId: {} });
});

test('fieldsOf has the keys of the message and the common fields', () => {
    expect(fieldsOf({ a: 1, b: 2 })).toEqual({
        record: new Set(['eventTimestamp', 'eventSource', 'logLevel', 'message', 'logSourceId']),
        message: new Set(['a', 'b']),
        logSourceId: new Set(['userPoolId']),
    });
});
