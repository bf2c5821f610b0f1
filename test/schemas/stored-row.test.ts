/** Tests of rows of ours that come back. The refusals are tested with parse: test/lib/parse.test.ts. */
import { expect, test } from 'vitest';
import { isStoredRow, storedRow } from '../../schemas/stored-row.ts';

const row = { record_id: '0123456789abcdef0123456789abcdef', ingest_path: 'firehose', user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };
const partition = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };

test('a row needs no more than its identity, its path and its partition: files written before a column existed lack it', () => {
    expect(storedRow(row)).toEqual({ table: 'user_activity', partition });
});

test('a delivery error is of the other table', () => {
    const other = { ...row, event_type: 'DeliveryError' };

    expect(storedRow({ ...other, error_class: 'Throttled' })).toEqual({ table: 'user_notification', partition: { ...partition, event_type: 'DeliveryError' } });
    expect(storedRow({ ...other, risk_level: 'Low' })).toBeNull();
});

test.each(['record_id', 'ingest_path', 'user_pool_id', 'event_type', 'dt'])('a row without %s is none', (name) => {
    expect(storedRow(Object.fromEntries(Object.entries(row).filter(([key]) => key !== name)))).toBeNull();
});

test('a row is told by its record_id', () => {
    expect([isStoredRow({ record_id: 1 }), isStoredRow({ recordId: 1 })]).toEqual([true, false]);
});
