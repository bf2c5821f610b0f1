/** Tests of the three views: deduplication, flags, attempts and partition pruning. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readViews, VIEW_NAMES } from '../../lib/lake/read-views.ts';
import { openLake, type Lake } from '../../lib/lake/open-lake.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { PARTITION_COLUMNS, USER_ACTIVITY_COLUMNS, USER_NOTIFICATION_COLUMNS } from '../../schemas/columns.ts';
import { queryRows } from '../support/query-rows.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';

const POOLS = ['a_1', 'b_2'];
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03'];
const TYPES = ['SignIn', 'SignUp'];

test('every file of athena/views is a view of the lake', () => {
    const files = readdirSync(join(packageRoot(), 'athena', 'views')).sort();

    expect(files).toEqual(VIEW_NAMES.map((name) => `${name}.sql`).sort());
});

describe('a filter on a partition column', () => {
    let lake: Lake;
    const partitions = POOLS.flatMap((user_pool_id) => DAYS.map((dt) => ({ user_pool_id, dt })));
    beforeAll(async () => {
        lake = await openLake(
            await makeSampleLake({
                user_activity: partitions.flatMap((partition) =>
                    TYPES.map((event_type) => ({
                        ...partition,
                        event_type,
                        record_id: JSON.stringify([partition, event_type]),
                    })),
                ),
                user_notification: partitions.map((partition) => ({
                    ...partition,
                    record_id: JSON.stringify(partition),
                })),
            }),
        );
    });
    afterAll(() => lake.close());

    const filesRead = async (view: string, filter: string): Promise<string | undefined> => {
        const plan = await lake.connection.runAndReadAll(
            `explain analyze select count(*) from ${view} where ${filter}`,
        );
        return /Scanning\s+Files:\s+(\d+\/\d+)/.exec(String(plan.getRows()[0]?.[1]).replace(/[│\n]/g, ' '))?.[1];
    };

    test.each([
        ["dt = '2026-01-02'", '4/12', '2/6'],
        [
            "dt between date_format(date '2026-01-02', '%Y-%m-%d') and date_format(date '2026-01-03', '%Y-%m-%d')",
            '8/12',
            '4/6',
        ],
        [
            "dt between date_format(cast(date '2026-01-09' - interval '7' day as date), '%Y-%m-%d') and '9'",
            '8/12',
            '4/6',
        ],
        ["user_pool_id = 'a_1'", '6/12', '3/6'],
        ["('a_1' = 'all' or user_pool_id = 'a_1') and dt >= '2026-01-03'", '2/12', '1/6'],
        ["('all' = 'all' or user_pool_id = 'all') and dt >= '2026-01-03'", '4/12', '2/6'],
        ["event_type in ('SignUp', 'DeliveryError') and user_pool_id = 'b_2' and dt < '2026-01-02'", '1/12', '1/6'],
    ])('%s reaches the scan through every view', async (filter, activityFiles, notificationFiles) => {
        const read = await Promise.all(VIEW_NAMES.map(async (view) => [view, await filesRead(view, filter)]));

        expect(Object.fromEntries(read)).toEqual({
            auth_events: activityFiles,
            attempts: activityFiles,
            delivery_errors: notificationFiles,
        });
    });

    test('event_type = SignUp alone skips the files of other event types', async () => {
        expect(await filesRead('auth_events', "event_type = 'SignUp'")).toBe('6/12');
        expect(await filesRead('attempts', "event_type = 'SignUp'")).toBe('6/12');
    });
});

describe('auth_events', () => {
    test('has the columns of the table, the two flags and the partition columns', async () => {
        const rows = await queryRows(
            {},
            'select column_name from information_schema.columns ' +
                "where table_name = 'auth_events' order by ordinal_position",
        );

        expect(rows.map((row) => row['column_name'])).toEqual([
            ...USER_ACTIVITY_COLUMNS.map(({ name }) => name),
            'is_phantom',
            'is_ip_trustworthy',
            ...PARTITION_COLUMNS.map(({ name }) => name),
        ]);
    });

    test('a backfilled record is left out if the same event of the pool was exported, before or later', async () => {
        const backfilled = (event_id: string | null, record_id: string, more: object = {}) => ({
            event_id,
            record_id,
            ingest_path: 'backfill',
            arrived_at: '2026-02-01T00:00:00.000Z',
            ...more,
        });
        const exported = (event_id: string | null, record_id: string, more: object = {}) => ({
            event_id,
            record_id,
            ingest_path: 'firehose',
            ...more,
        });

        const rows = await queryRows(
            {
                user_activity: [
                    backfilled('both', 'b1'),
                    exported('both', 'e1', { event_response: 'InProgress' }),
                    exported('both', 'e2', { arrived_at: '2026-03-01T00:00:00.000Z' }),
                    backfilled('backfilled only', 'b2'),
                    backfilled('backfilled only', 'b2', { arrived_at: '2026-02-02T00:00:00.000Z' }),
                    backfilled('other pool', 'b3'),
                    exported('other pool', 'e3', { user_pool_id: 'us-west-2_OTHER' }),
                    backfilled(null, 'b4'),
                    exported(null, 'e4'),
                    backfilled('with feedback', 'b5'),
                    { event_id: 'with feedback', record_id: 'f5', ingest_path: 'feedback' },
                    backfilled('path unknown', 'b6'),
                    { event_id: 'path unknown', record_id: 'n6', ingest_path: null },
                ],
            },
            'select record_id from auth_events order by record_id',
        );

        expect(rows.map(({ record_id }) => record_id)).toEqual([
            'b2',
            'b3',
            'b4',
            'b5',
            'e1',
            'e2',
            'e3',
            'e4',
            'f5',
            'n6',
        ]);
    });

    test('of several deliveries the view keeps the first to arrive, then the smallest ingest_path', async () => {
        const delivery = { record_id: 'twice', event_at: '2026-01-01T10:00:00.000Z' };

        const rows = await queryRows(
            {
                user_activity: [
                    { ...delivery, arrived_at: '2026-01-01T10:00:09.000Z', ingest_path: 'cloudwatch_logs' },
                    { ...delivery, arrived_at: '2026-01-01T10:00:05.000Z', ingest_path: 's3_export' },
                    { ...delivery, arrived_at: '2026-01-01T10:00:05.000Z', ingest_path: 'firehose' },
                    { ...delivery, record_id: 'once', arrived_at: null },
                ],
            },
            'select record_id, arrived_at, ingest_path from auth_events order by record_id',
        );

        expect(rows).toEqual([
            { record_id: 'once', arrived_at: null, ingest_path: 'firehose' },
            { record_id: 'twice', arrived_at: '2026-01-01T10:00:05.000Z', ingest_path: 'firehose' },
        ]);
    });

    test.each([
        [
            'a sign-in of an unknown device in a data centre',
            { device_name: 'Unknown, Unknown', city: 'Boardman' },
            true,
            false,
        ],
        ['an unknown device elsewhere', { device_name: 'Unknown, Unknown', city: 'Lyon' }, false, true],
        [
            'a known device in the city of a data centre',
            { device_name: 'Chrome 126, Windows 10', city: 'Dublin' },
            false,
            true,
        ],
        ['a sign-in without device and city', {}, false, true],
        ['an app without context data', { has_context_data: false }, false, false],
        ['an app with context data', { has_context_data: true }, false, true],
        ['a sign-in without an IP address', { ip_address: null, has_context_data: true }, false, false],
    ])('%s has the right flags', async (_, columns, isPhantom, isTrustworthy) => {
        const rows = await queryRows(
            { user_activity: [{ ip_address: '192.0.2.1', ...columns }] },
            'select is_phantom, is_ip_trustworthy from auth_events',
        );

        expect(rows).toEqual([{ is_phantom: isPhantom, is_ip_trustworthy: isTrustworthy }]);
    });
});

test('delivery_errors has one row for each error, with the columns of table and partition', async () => {
    const rows = await queryRows(
        {
            user_notification: [
                { record_id: 'twice', details: 'x', arrived_at: '2026-01-01T10:00:09.000Z' },
                { record_id: 'twice', details: 'x', arrived_at: '2026-01-01T10:00:05.000Z' },
                { record_id: 'once', details: 'x' },
            ],
        },
        'select * from delivery_errors order by record_id',
    );

    expect(rows.map((row) => row['arrived_at'])).toEqual(['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:05.000Z']);
    expect(Object.keys(rows[0] ?? {})).toEqual(
        [...USER_NOTIFICATION_COLUMNS, ...PARTITION_COLUMNS].map(({ name }) => name),
    );
});

describe('attempts', () => {
    const first = {
        event_id: 'e1',
        started_at: '2026-01-01T10:00:00.000Z',
        event_at: '2026-01-01T10:00:01.000Z',
        event_response: 'InProgress',
        challenge_names: ['Password'],
        challenge_results: ['Success'],
        risk_level: 'High',
        risk_decision: 'NoRisk',
        ip_address: '192.0.2.1',
        user_sub: 's',
        has_context_data: true,
    };
    const last = {
        ...first,
        event_at: '2026-01-01T10:00:03.500Z',
        event_response: 'Pass',
        challenge_names: ['Password', 'Mfa', 'Mfa'],
        challenge_results: ['Success', 'Failure', 'Success'],
        risk_level: 'Low',
        risk_decision: 'AccountTakeover',
        ip_address: '192.0.2.2',
        user_sub: null,
        city: 'Lyon',
        country: 'France',
        device_name: 'SM-S931B',
        idp_name: 'Google',
        compromised_credential_detected: true,
    };

    test('records that share an event_id are one attempt with the last values and the highest risk', async () => {
        const rows = await queryRows({ user_activity: [last, first] }, 'select * from attempts');

        expect(rows).toEqual([
            {
                attempt_id: 'e1',
                event_id: 'e1',
                started_at: '2026-01-01T10:00:00.000Z',
                last_at: '2026-01-01T10:00:03.500Z',
                ended_at: '2026-01-01T10:00:03.500Z',
                duration_ms: 3500,
                outcome: 'Pass',
                last_response: 'Pass',
                password_result: 'Success',
                mfa_result: 'Success',
                challenge_count: 3,
                risk_level: 'High',
                risk_decision: 'AccountTakeover',
                is_compromised: true,
                has_context_data: true,
                user_sub: 's',
                user_name: 'ana',
                client_id: 'client-1',
                idp_name: 'Google',
                ip_address: '192.0.2.2',
                device_name: 'SM-S931B',
                city: 'Lyon',
                country: 'France',
                is_phantom: false,
                is_ip_trustworthy: true,
                record_count: 2,
                user_pool_id: 'us-west-2_EXAMPLE',
                event_type: 'SignIn',
                dt: '2026-01-01',
            },
        ]);
    });

    test('an attempt without an outcome is Open, and ended_at and duration_ms are NULL', async () => {
        const rows = await queryRows(
            { user_activity: [first] },
            'select outcome, ended_at, duration_ms, last_response, mfa_result, is_compromised from attempts',
        );

        expect(rows).toEqual([
            {
                outcome: 'Open',
                ended_at: null,
                duration_ms: null,
                last_response: 'InProgress',
                mfa_result: null,
                is_compromised: false,
            },
        ]);
    });

    test('the final response is the last of several in the same second', async () => {
        const rows = await queryRows(
            {
                user_activity: [
                    { ...last, event_at: first.event_at, event_response: 'Fail', record_id: 'a' },
                    { ...first, record_id: 'b' },
                ],
            },
            'select outcome, last_response, record_count from attempts',
        );

        expect(rows).toEqual([{ outcome: 'Fail', last_response: 'Fail', record_count: 2 }]);
    });

    test('each record without event_id is an attempt, and a duplicate delivery is not', async () => {
        const lone = { ...first, event_id: null };

        const rows = await queryRows(
            {
                user_activity: [
                    { ...lone, record_id: 'a' },
                    { ...lone, record_id: 'b' },
                    { ...lone, record_id: 'b', ingest_path: 's3_export' },
                ],
            },
            'select attempt_id, event_id, record_count from attempts order by attempt_id',
        );

        expect(rows).toEqual([
            { attempt_id: 'a', event_id: null, record_count: 1 },
            { attempt_id: 'b', event_id: null, record_count: 1 },
        ]);
    });

    test('pools, event types and days with one event_id are different attempts', async () => {
        const rows = await queryRows(
            {
                user_activity: [
                    first,
                    { ...first, user_pool_id: 'b_2' },
                    { ...first, event_type: 'SignUp' },
                    { ...first, dt: '2026-01-02' },
                ].map((row, index) => ({ ...row, record_id: String(index) })),
            },
            'select count(*) as n from attempts',
        );

        expect(rows).toEqual([{ n: 4 }]);
    });

    test('a row of only NULLs is an attempt', async () => {
        const nulls = Object.fromEntries(USER_ACTIVITY_COLUMNS.map(({ name }) => [name, null]));

        const rows = await queryRows(
            { user_activity: [{ ...nulls, record_id: 'n', dt: '2026-01-01' }] },
            'select attempt_id, outcome, started_at, challenge_count, is_ip_trustworthy from attempts',
        );

        expect(rows).toEqual([
            { attempt_id: 'n', outcome: 'Open', started_at: null, challenge_count: 0, is_ip_trustworthy: false },
        ]);
    });
});

test('no view has a time with a zone, which Athena views do not support', async () => {
    const rows = await queryRows(
        {},
        "select table_name, column_name from information_schema.columns where data_type like '%TIME ZONE%'",
    );

    expect(rows).toEqual([]);
    expect(readViews()).toHaveLength(VIEW_NAMES.length);
});
