/** Tests of the query risk_decision_report. */
import { describe, expect, test } from 'vitest';
import { runCatalogueQuery } from '../../../support/run-catalogue-query.ts';

const DAYS = { first_day: '2026-01-01', last_day: '2026-01-02' };
const of = (
    rows: Parameters<typeof runCatalogueQuery>[1]['user_activity'],
    values: Readonly<Record<string, string>> = DAYS,
) => runCatalogueQuery('risk_decision_report', { user_activity: rows ?? [] }, values);

const ROW = { risk_level: 'Low', risk_decision: 'NoRisk' };

describe('risk_decision_report', () => {
    test('risk_decision_report counts events, users and leaked passwords by group, with its share', async () => {
        const found = await of([
            { ...ROW, record_id: 'a', user_sub: 's1' },
            { ...ROW, record_id: 'b', user_sub: 's1', compromised_credential_detected: true },
            { ...ROW, record_id: 'c', user_sub: 's2', compromised_credential_detected: false },
            {
                ...ROW,
                record_id: 'd',
                user_sub: null,
                user_name: 'bea',
                event_response: 'Fail',
                risk_level: 'High',
                risk_decision: 'Block',
            },
            { ...ROW, record_id: 'e', user_pool_id: 'b_2' },
        ]);

        const group = {
            dt: '2026-01-01',
            user_pool_id: 'us-west-2_EXAMPLE',
            client_id: 'client-1',
            event_type: 'SignIn',
            ...ROW,
            event_response: 'Pass',
        };
        expect(found).toEqual([
            { ...group, user_pool_id: 'b_2', event_count: 1, user_count: 1, compromised_count: 0, share: 1 },
            { ...group, event_count: 3, user_count: 2, compromised_count: 1, share: 0.75 },
            {
                ...group,
                risk_level: 'High',
                risk_decision: 'Block',
                event_response: 'Fail',
                event_count: 1,
                user_count: 1,
                compromised_count: 0,
                share: 0.25,
            },
        ]);
        expect(Object.keys(found[0] ?? {})).toEqual([
            'dt',
            'user_pool_id',
            'client_id',
            'event_type',
            'risk_level',
            'risk_decision',
            'event_response',
            'event_count',
            'user_count',
            'compromised_count',
            'share',
        ]);
    });

    test('risk_decision_report counts an event that was delivered twice once', async () => {
        const found = await of([
            { ...ROW, record_id: 'a' },
            { ...ROW, record_id: 'a', ingest_path: 's3_export' },
        ]);

        expect(found.map((row) => row['event_count'])).toEqual([1]);
    });

    test('risk_decision_report includes its first and last day, and no other day', async () => {
        const found = await of(
            ['2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03'].map((dt) => ({ ...ROW, dt, record_id: dt })),
        );

        expect(found.map((row) => row['dt'])).toEqual(['2026-01-01', '2026-01-02']);
    });

    test('risk_decision_report with user_pool_id leaves out other pools', async () => {
        const found = await of(
            [
                { ...ROW, record_id: 'a' },
                { ...ROW, record_id: 'b', user_pool_id: 'b_2' },
            ],
            { ...DAYS, user_pool_id: 'b_2' },
        );

        expect(found.map((row) => row['user_pool_id'])).toEqual(['b_2']);
    });

    test('risk_decision_report groups NULLs and puts them last', async () => {
        const nothing = {
            client_id: null,
            risk_level: null,
            risk_decision: null,
            event_response: null,
            user_sub: null,
            user_name: null,
        };

        const found = await of([
            { ...nothing, record_id: 'a' },
            { ...nothing, record_id: 'b', client_id: 'c' },
            { ...nothing, record_id: 'c', risk_level: 'Low' },
        ]);

        expect(
            found.map(({ client_id, risk_level, event_count, user_count, share }) => [
                client_id,
                risk_level,
                event_count,
                user_count,
                share,
            ]),
        ).toEqual([
            ['c', null, 1, 0, 0.3333],
            [null, 'Low', 1, 0, 0.3333],
            [null, null, 1, 0, 0.3333],
        ]);
    });
});
