/** Tests of the query delivery_error_report. */
import { describe, expect, test } from 'vitest';
import { runCatalogueQuery } from '../../../support/run-catalogue-query.ts';

const DAYS = { first_day: '2026-01-01', last_day: '2026-01-02' };
const LIMIT = {
    error_class: 'SmsSpendLimit',
    channel: 'sms',
    details_pattern: 'Spend limit reached for SMS to <number>',
};
const UNKNOWN = { error_class: 'Unclassified', channel: 'unknown' };

describe('delivery_error_report', () => {
    test('delivery_error_report counts errors by pattern, with first and last time and share of the pool', async () => {
        const rows = await runCatalogueQuery(
            'delivery_error_report',
            {
                user_notification: [
                    { ...LIMIT, record_id: 'a', event_at: '2026-01-01T10:00:00.000Z' },
                    { ...LIMIT, record_id: 'b', event_at: '2026-01-02T23:59:59.999Z' },
                    { ...UNKNOWN, record_id: 'c', details_pattern: 'Strange <id>' },
                    { ...UNKNOWN, record_id: 'd', details_pattern: null },
                    { ...UNKNOWN, record_id: 'd', details_pattern: null, arrived_at: '2026-01-01T11:00:00.000Z' },
                    { ...LIMIT, record_id: 'e', user_pool_id: 'b_2' },
                ],
            },
            DAYS,
        );

        const at = { first_at: '2026-01-01T10:00:00.000Z', last_at: '2026-01-01T10:00:00.000Z' };
        expect(rows).toEqual([
            { user_pool_id: 'b_2', ...LIMIT, error_count: 1, ...at, share: 1 },
            {
                user_pool_id: 'us-west-2_EXAMPLE',
                ...LIMIT,
                error_count: 2,
                first_at: at.first_at,
                last_at: '2026-01-02T23:59:59.999Z',
                share: 0.5,
            },
            {
                user_pool_id: 'us-west-2_EXAMPLE',
                ...UNKNOWN,
                details_pattern: 'Strange <id>',
                error_count: 1,
                ...at,
                share: 0.25,
            },
            {
                user_pool_id: 'us-west-2_EXAMPLE',
                ...UNKNOWN,
                details_pattern: null,
                error_count: 1,
                ...at,
                share: 0.25,
            },
        ]);
        expect(Object.keys(rows[0] ?? {})).toEqual([
            'user_pool_id',
            'error_class',
            'channel',
            'details_pattern',
            'error_count',
            'first_at',
            'last_at',
            'share',
        ]);
    });

    test('delivery_error_report leaves out other days and, with user_pool_id, other pools', async () => {
        const rows = await runCatalogueQuery(
            'delivery_error_report',
            {
                user_notification: [
                    { ...LIMIT, record_id: 'a', dt: '2025-12-31' },
                    { ...LIMIT, record_id: 'b', dt: '2026-01-03' },
                    { ...LIMIT, record_id: 'c', user_pool_id: 'b_2' },
                    { ...LIMIT, record_id: 'd' },
                ],
            },
            { ...DAYS, user_pool_id: 'us-west-2_EXAMPLE' },
        );

        expect(rows.map((row) => [row['user_pool_id'], row['error_count']])).toEqual([['us-west-2_EXAMPLE', 1]]);
    });
});
