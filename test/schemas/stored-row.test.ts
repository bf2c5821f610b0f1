/** Tests of validating stored rows. test/lib/transform/row/parse.test.ts tests their rejection. */
import { describe, expect, test } from 'vitest';
import { isStoredRow, storedRow } from '../../schemas/stored-row.ts';

const times = { event_at: '2026-01-01 00:00:04.000', event_at_source: 'event', arrived_at: '2026-01-01 00:00:05.000' };
const row = {
    record_id: '0123456789abcdef0123456789abcdef',
    ...times,
    ingest_path: 'firehose',
    user_pool_id: 'us-west-2_EXAMPLE',
    event_type: 'SignIn',
    dt: '2026-01-01',
};
const partition = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };

test('a row needs only its id, times, ingest path and partition, because old files lack newer columns', () => {
    expect(storedRow(row)).toEqual({ table: 'user_activity', partition });
});

test('a row with the event type DeliveryError belongs to user_notification', () => {
    const other = { ...row, event_type: 'DeliveryError' };

    expect(storedRow({ ...other, error_class: 'Throttled' })).toEqual({
        table: 'user_notification',
        partition: { ...partition, event_type: 'DeliveryError' },
    });
    expect(storedRow({ ...other, risk_level: 'Low' })).toBeNull();
});

test.each([
    'record_id',
    'event_at',
    'event_at_source',
    'arrived_at',
    'ingest_path',
    'user_pool_id',
    'event_type',
    'dt',
])('a row without %s is invalid', (name) => {
    expect(storedRow(Object.fromEntries(Object.entries(row).filter(([key]) => key !== name)))).toBeNull();
});

test.each([
    '0123456789abcdef0123456789abcdef0',
    'x0123456789abcdef0123456789abcdef',
    '0123456789ABCDEF0123456789ABCDEF',
    '0123456789abcdef',
    '',
])('the record_id %j is invalid', (record_id) => {
    expect(storedRow({ ...row, record_id })).toBeNull();
});

test('isStoredRow recognises a row by its record_id', () => {
    expect([isStoredRow({ record_id: 1 }), isStoredRow({ recordId: 1 })]).toEqual([true, false]);
});

describe('parallel lists', () => {
    test.each([
        ['challenge_names', 'challenge_results'],
        ['extra_names', 'extra_values'],
    ])('the lists %s and %s must have equal lengths', (names, values) => {
        expect(storedRow({ ...row, [names]: ['a', 'b'], [values]: ['c', 'd'] })).not.toBeNull();
        expect(
            [{ [names]: ['a'] }, { [values]: ['c'] }, { [names]: ['a', 'b'], [values]: ['c'] }].map((lists) =>
                storedRow({ ...row, ...lists }),
            ),
        ).toEqual([null, null, null]);
    });
});

test('a row with a day before 2020 is invalid', () => {
    expect([storedRow({ ...row, dt: '2019-12-31' }), storedRow({ ...row, dt: '2020-01-01' })?.partition.dt]).toEqual([
        null,
        '2020-01-01',
    ]);
});
