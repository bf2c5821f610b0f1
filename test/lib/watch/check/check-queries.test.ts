/** Tests of the SQL of each check on small lakes. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partitionTime } from '../../../../lib/transform/row/event-time.ts';
import { normalise } from '../../../../lib/transform/row/normalise.ts';
import { parse } from '../../../../lib/transform/row/parse.ts';
import { dayText } from '../../../../lib/transform/row/timestamp-text.ts';
import {
    EVENT_RESPONSE_BY_WORD,
    EVENT_TYPE_BY_WORD,
    EVENT_TYPES,
    RISK_DECISION_BY_WORD,
    wordFor,
} from '../../../../schemas/vocabulary.ts';
import { DIFFERING_LAKE, DIFFERING_ROWS } from '../../../support/differing-deliveries.ts';
import { makeSampleLake, writeParquet } from '../../../support/make-sample-lake.ts';
import {
    findFailingRows,
    findFailingRowsInLake,
    numberedRecordId,
    repeatRow,
} from '../../../support/find-failing-rows.ts';

const POOL = 'us-west-2_EXAMPLE';
const AT = '2026-01-01T10:00:00.000Z';
const PARTITION = `user_activity/user_pool_id=${POOL}/event_type=SignIn/dt=2026-01-01`;

/** A healthy lake with an additional file. */
const withFile = async (select: string, partition = PARTITION): Promise<string> => {
    const folder = await makeSampleLake({
        user_activity: [{ record_id: numberedRecordId(0), event_type_raw: 'SignIn' }],
    });
    await writeParquet(join(folder, partition, 'hand.parquet'), select);
    return folder;
};

test('deliveries_agree finds the records whose deliveries differ, and the columns', async () => {
    expect(await findFailingRows('deliveries_agree', DIFFERING_LAKE)).toEqual(DIFFERING_ROWS);
});

describe('rows_in_their_partition', () => {
    test('a row in the partition of another type or day fails', async () => {
        const found = await findFailingRows('rows_in_their_partition', {
            user_activity: [
                { record_id: numberedRecordId(1), event_type_raw: 'SignIn' },
                { record_id: numberedRecordId(2), event_type_raw: 'SignUp' },
                { record_id: numberedRecordId(3), event_type_raw: 'SignIn', dt: '2026-01-02' },
                { record_id: numberedRecordId(4), event_type_raw: null },
            ],
            user_notification: [
                { record_id: numberedRecordId(5), dt: '2026-01-03' },
                { record_id: numberedRecordId(6), event_type: 'SignIn' },
                { record_id: numberedRecordId(7) },
            ],
        });

        expect(found).toEqual([
            {
                table_name: 'user_activity',
                user_pool_id: POOL,
                event_type: 'SignIn',
                event_type_by_row: 'SignUp',
                dt: '2026-01-01',
                dt_by_row: '2026-01-01',
                record_id: numberedRecordId(2),
                event_type_raw: 'SignUp',
                event_at: AT,
                started_at: AT,
            },
            {
                table_name: 'user_activity',
                user_pool_id: POOL,
                event_type: 'SignIn',
                event_type_by_row: 'Other',
                dt: '2026-01-01',
                dt_by_row: '2026-01-01',
                record_id: numberedRecordId(4),
                event_type_raw: null,
                event_at: AT,
                started_at: AT,
            },
            {
                table_name: 'user_activity',
                user_pool_id: POOL,
                event_type: 'SignIn',
                event_type_by_row: 'SignIn',
                dt: '2026-01-02',
                dt_by_row: '2026-01-01',
                record_id: numberedRecordId(3),
                event_type_raw: 'SignIn',
                event_at: AT,
                started_at: AT,
            },
            {
                table_name: 'user_notification',
                user_pool_id: POOL,
                event_type: 'DeliveryError',
                event_type_by_row: 'DeliveryError',
                dt: '2026-01-03',
                dt_by_row: '2026-01-01',
                record_id: numberedRecordId(5),
                event_type_raw: null,
                event_at: AT,
                started_at: null,
            },
            {
                table_name: 'user_notification',
                user_pool_id: POOL,
                event_type: 'SignIn',
                event_type_by_row: 'DeliveryError',
                dt: '2026-01-01',
                dt_by_row: '2026-01-01',
                record_id: numberedRecordId(6),
                event_type_raw: null,
                event_at: AT,
                started_at: null,
            },
        ]);
    });

    test('every spelling of an event type passes in the partition that the transform routes it to', async () => {
        const words = [
            ...EVENT_TYPE_BY_WORD.keys(),
            ...EVENT_TYPES.flatMap((type) => [
                type.toUpperCase(),
                ` ${type}\t`,
                type.replace(/(?<=.)[A-Z]/g, '_$&'),
                type.replace(/(?<=.)[A-Z]/g, '-\u00a0$&'),
            ]),
            'TokenRefresh',
            'Sign.In',
            null,
        ];

        const found = await findFailingRows('rows_in_their_partition', {
            user_activity: words.map((word, index) => ({
                record_id: numberedRecordId(index),
                event_type_raw: word,
                event_type: wordFor(EVENT_TYPE_BY_WORD, word ?? undefined) ?? 'Other',
            })),
        });

        expect(found).toEqual([]);
    });

    test('a row with any start time passes on the day that the transform routes it to', async () => {
        const at = Date.UTC(2026, 0, 10);
        const distances = [
            null,
            0,
            1,
            59_000,
            86_399_999,
            86_400_000,
            86_400_001,
            3 * 86_400_000,
            -1,
            -299_999,
            -300_000,
            -300_001,
            -86_400_000,
        ];
        const instants = [at, at - 1, at + 120_000].flatMap((end) =>
            distances.map((distance) => ({ end, start: distance === null ? null : end - distance })),
        );

        const found = await findFailingRows('rows_in_their_partition', {
            user_activity: instants.map(({ end, start }, index) => ({
                record_id: numberedRecordId(index),
                event_type_raw: 'SignIn',
                event_at: new Date(end).toISOString(),
                started_at: start === null ? null : new Date(start).toISOString(),
                dt: dayText(partitionTime(end, start ?? undefined)),
            })),
        });

        expect(found).toEqual([]);
    });

    test('a folder without a valid pool id and a row without a time fail', async () => {
        const folder = await withFile(
            `select '${numberedRecordId(1)}' as record_id, 'SignIn' as event_type_raw,
                timestamp_ms '2026-01-01 10:00:00' as event_at`,
            PARTITION.replace(POOL, 'EXAMPLE'),
        );
        await writeParquet(
            join(folder, PARTITION, 'timeless.parquet'),
            `select '${numberedRecordId(2)}' as record_id, 'SignIn' as event_type_raw`,
        );

        const found = await findFailingRowsInLake(folder, 'rows_in_their_partition');

        expect(found).toMatchObject([
            { user_pool_id: 'EXAMPLE', record_id: numberedRecordId(1) },
            { user_pool_id: POOL, record_id: numberedRecordId(2), dt_by_row: null },
        ]);
        expect(found).toHaveLength(2);
    });
});

describe('record_id_unique', () => {
    test('a record_id in two partitions fails; twice in one partition, or in two tables, it passes', async () => {
        const found = await findFailingRows('record_id_unique', {
            user_activity: [
                { record_id: numberedRecordId(1) },
                { record_id: numberedRecordId(1), ingest_path: 's3_export' },
                { record_id: numberedRecordId(2) },
                { record_id: numberedRecordId(2), dt: '2026-01-02' },
                { record_id: numberedRecordId(3) },
                { record_id: numberedRecordId(3), event_type: 'SignUp' },
                { record_id: null },
                { record_id: null, dt: '2026-01-02' },
            ],
            user_notification: [
                { record_id: numberedRecordId(1) },
                { record_id: numberedRecordId(4) },
                { record_id: numberedRecordId(4), user_pool_id: 'b_2' },
            ],
        });

        expect(found).toEqual([
            {
                view_name: 'auth_events',
                record_id: numberedRecordId(2),
                partition_count: 2,
                first_partition: `${POOL}/SignIn/2026-01-01`,
                last_partition: `${POOL}/SignIn/2026-01-02`,
            },
            {
                view_name: 'auth_events',
                record_id: numberedRecordId(3),
                partition_count: 2,
                first_partition: `${POOL}/SignIn/2026-01-01`,
                last_partition: `${POOL}/SignUp/2026-01-01`,
            },
            {
                view_name: 'delivery_errors',
                record_id: numberedRecordId(4),
                partition_count: 2,
                first_partition: 'b_2/DeliveryError/2026-01-01',
                last_partition: `${POOL}/DeliveryError/2026-01-01`,
            },
        ]);
    });

    test.each([
        ['2026-01-08', 1],
        ['2026-01-09', 0],
    ])('a duplicate a week earlier, with first_day %s, gives %i rows', async (day, count) => {
        const found = await findFailingRows(
            'record_id_unique',
            { user_activity: [{ record_id: numberedRecordId(1) }, { record_id: numberedRecordId(1), dt: day }] },
            { first_day: day, last_day: day },
        );

        expect(found).toHaveLength(count);
    });
});

describe('record_id_well_formed', () => {
    test('a missing, short, long or otherwise invalid id fails', async () => {
        const ids = [
            null,
            '',
            'abc',
            numberedRecordId(1).toUpperCase().replace(/^0/, 'A'),
            `${numberedRecordId(2)}0`,
            `${numberedRecordId(3).slice(1)}\n`,
            `g${numberedRecordId(4).slice(1)}`,
        ];

        const found = await findFailingRows('record_id_well_formed', {
            user_activity: [{ record_id: numberedRecordId(5) }, ...ids.map((record_id) => ({ record_id }))],
            user_notification: [{ record_id: 'x' }, { record_id: `abcdef0123456789${numberedRecordId(6).slice(16)}` }],
        });

        expect(found.map(({ record_id }) => record_id)).toEqual([
            null,
            ...ids.filter((id) => id !== null).toSorted(),
            'x',
        ]);
        expect(found[0]).toEqual({
            table_name: 'user_activity',
            user_pool_id: POOL,
            event_type: 'SignIn',
            dt: '2026-01-01',
            record_id: null,
            event_at: AT,
            ingest_path: 'firehose',
        });
    });
});

describe('arrays_parallel', () => {
    test('arrays of names and values with different lengths fail', async () => {
        const found = await findFailingRows('arrays_parallel', {
            user_activity: [
                {
                    record_id: numberedRecordId(1),
                    challenge_names: ['Password'],
                    challenge_results: ['Success'],
                    extra_names: ['a', 'b'],
                    extra_values: ['1', '2'],
                },
                {
                    record_id: numberedRecordId(2),
                    challenge_names: ['Password', 'Mfa'],
                    challenge_results: ['Success'],
                },
                { record_id: numberedRecordId(3), challenge_names: ['Password'], challenge_results: null },
                { record_id: numberedRecordId(4), challenge_names: [], challenge_results: null },
            ],
            user_notification: [
                { record_id: numberedRecordId(5), extra_names: null, extra_values: ['1'] },
                { record_id: numberedRecordId(6) },
            ],
        });

        const counts = {
            challenge_name_count: 0,
            challenge_result_count: 0,
            extra_name_count: 0,
            extra_value_count: 0,
        };
        const activity = {
            table_name: 'user_activity',
            user_pool_id: POOL,
            event_type: 'SignIn',
            dt: '2026-01-01',
            ...counts,
        };
        expect(found).toEqual([
            { ...activity, record_id: numberedRecordId(2), challenge_name_count: 2, challenge_result_count: 1 },
            { ...activity, record_id: numberedRecordId(3), challenge_name_count: 1 },
            {
                ...activity,
                table_name: 'user_notification',
                event_type: 'DeliveryError',
                record_id: numberedRecordId(5),
                extra_value_count: 1,
            },
        ]);
    });
});

describe('arrays_without_null', () => {
    test('a NULL in any array fails; empty, missing and blank pass', async () => {
        const folder = await makeSampleLake({
            user_activity: [
                {
                    record_id: numberedRecordId(1),
                    challenge_names: ['', 'null'],
                    challenge_results: [],
                    extra_names: null,
                },
            ],
            user_notification: [{ record_id: numberedRecordId(2), extra_names: ['a'] }],
        });
        await writeParquet(
            join(folder, PARTITION, 'hand.parquet'),
            `select '${numberedRecordId(3)}' as record_id, [null, 'Mfa', null]::varchar[] as challenge_names,
                [null]::varchar[] as extra_values
            union all select '${numberedRecordId(4)}', ['Mfa'], null`,
        );
        await writeParquet(
            join(
                folder,
                `user_notification/user_pool_id=${POOL}/event_type=DeliveryError/dt=2026-01-01`,
                'hand.parquet',
            ),
            `select '${numberedRecordId(5)}' as record_id, ['a', null] as extra_names`,
        );

        const found = await findFailingRowsInLake(folder, 'arrays_without_null');

        expect(found).toEqual([
            {
                table_name: 'user_activity',
                user_pool_id: POOL,
                event_type: 'SignIn',
                dt: '2026-01-01',
                record_id: numberedRecordId(3),
                null_count: 3,
            },
            {
                table_name: 'user_notification',
                user_pool_id: POOL,
                event_type: 'DeliveryError',
                dt: '2026-01-01',
                record_id: numberedRecordId(5),
                null_count: 1,
            },
        ]);
    });
});

describe('delivered_once', () => {
    const rows = (duplicates: number) => ({
        user_activity: [
            ...repeatRow(100, (n) => ({ record_id: numberedRecordId(n) })),
            ...repeatRow(duplicates, (n) => ({ record_id: numberedRecordId(n), ingest_path: 's3_export' })),
        ],
    });

    test.each([
        [0, []],
        [9, []],
        [10, [{ delivery_count: 110, duplicate_count: 10, duplicate_share: 0.0909 }]],
    ])('%i duplicates of 100 rows give %j', async (duplicates, expected) => {
        const found = await findFailingRows('delivered_once', rows(duplicates));

        expect(found).toEqual(
            expected.map((row) => ({
                table_name: 'user_activity',
                user_pool_id: POOL,
                event_type: 'SignIn',
                dt: '2026-01-01',
                ...row,
            })),
        );
    });

    test('a partition whose old files compact has not removed yet passes', async () => {
        const found = await findFailingRows('delivered_once', rows(100));

        expect(found).toEqual([]);
    });

    test('duplicates beside the copies of compact fail', async () => {
        const { user_activity } = rows(100);

        const found = await findFailingRows('delivered_once', {
            user_activity: [...user_activity, ...user_activity.slice(0, 10)],
        });

        expect(found).toMatchObject([{ delivery_count: 110, duplicate_count: 10, duplicate_share: 0.0909 }]);
    });

    test('max_duplicate_share is a parameter', async () => {
        const found = await findFailingRows(
            'delivered_once',
            { user_notification: rows(50).user_activity },
            { max_duplicate_share: '0.5' },
        );

        expect(found).toEqual([]);
    });
});

describe('words_known', () => {
    test('unknown words fail, by pool and column', async () => {
        const found = await findFailingRows('words_known', {
            user_activity: [
                { record_id: numberedRecordId(1), event_type: 'Other', event_type_raw: 'TokenRefresh' },
                {
                    record_id: numberedRecordId(2),
                    event_type: 'Other',
                    event_type_raw: 'TokenRefresh',
                    event_at: '2026-01-02T10:00:00.000Z',
                },
                {
                    record_id: numberedRecordId(2),
                    event_type: 'Other',
                    event_type_raw: 'TokenRefresh',
                    event_at: '2026-01-02T10:00:00.000Z',
                    ingest_path: 's3_export',
                },
                {
                    record_id: numberedRecordId(3),
                    event_type: 'Other',
                    event_type_raw: null,
                    event_response: 'Expired',
                },
                { record_id: numberedRecordId(4), risk_decision: 'StepUp' },
            ],
        });

        const once = { user_pool_id: POOL, event_count: 1, first_at: AT, last_at: AT };
        expect(found).toEqual([
            {
                user_pool_id: POOL,
                column_name: 'event_type',
                word: 'TokenRefresh',
                event_count: 2,
                first_at: AT,
                last_at: '2026-01-02T10:00:00.000Z',
                example_record_id: numberedRecordId(1),
            },
            { ...once, column_name: 'event_response', word: 'Expired', example_record_id: numberedRecordId(3) },
            { ...once, column_name: 'event_type', word: null, example_record_id: numberedRecordId(3) },
            { ...once, column_name: 'risk_decision', word: 'StepUp', example_record_id: numberedRecordId(4) },
        ]);
    });

    test('every word of the vocabulary passes, and so does NULL', async () => {
        const rows = [
            ...EVENT_TYPES.filter((type) => type !== 'Other').map((type) => ({
                event_type: type,
                event_type_raw: type,
            })),
            ...[...EVENT_RESPONSE_BY_WORD.values()].map((word) => ({ event_response: word })),
            ...[...RISK_DECISION_BY_WORD.values()].map((word) => ({ risk_decision: word })),
            { event_response: null, risk_decision: null },
        ];

        expect(
            await findFailingRows('words_known', {
                user_activity: rows.map((row, index) => ({ record_id: numberedRecordId(index), ...row })),
            }),
        ).toEqual([]);
    });
});

describe('attempts_end', () => {
    const attempts = (open: number, all: number) => ({
        user_activity: repeatRow(all, (n) => ({
            record_id: numberedRecordId(n),
            event_id: `e${String(n).padStart(3, '0')}`,
            event_response: n < open ? 'InProgress' : 'Pass',
        })),
    });

    test.each([
        [6, 20, 0],
        [7, 20, 1],
        [19, 19, 0],
    ])('%i open attempts of %i give %i rows', async (open, all, count) => {
        const found = await findFailingRows('attempts_end', attempts(open, all));

        expect(found).toEqual(
            repeatRow(count, () => ({
                user_pool_id: POOL,
                client_id: 'client-1',
                dt: '2026-01-01',
                attempt_count: all,
                open_count: open,
                open_share: open / all,
                example_attempt_id: 'e000',
            })),
        );
    });

    test.each([
        ['2026-01-01T10:14:59Z', 0],
        ['2026-01-01T10:15:00Z', 1],
    ])('as of %s, before or after a quarter of an hour, gives %i rows', async (asOf, count) => {
        const found = await findFailingRows('attempts_end', attempts(20, 20), { as_of: asOf });

        expect(found).toHaveLength(count);
    });

    test('an attempt that ends in a later event is not open', async () => {
        const { user_activity: rows } = attempts(20, 20);

        const found = await findFailingRows('attempts_end', {
            user_activity: [
                ...rows,
                ...rows.map((row, n) => ({ ...row, record_id: numberedRecordId(100 + n), event_response: 'Fail' })),
            ],
        });

        expect(found).toEqual([]);
    });
});

describe('arrival_near_event', () => {
    const arrived = (arrived_at: string, more: object = {}) => ({
        record_id: numberedRecordId(1),
        arrived_at,
        ...more,
    });

    test.each([
        ['an hour late', '2026-01-01T11:00:00.000Z', [60]],
        ['nearly an hour late', '2026-01-01T10:59:59.000Z', []],
        ['an hour early', '2026-01-01T09:00:00.000Z', [-60]],
        ['on time', AT, []],
    ])('a record that arrives %s gives the expected rows', async (_, at, delays) => {
        const found = await findFailingRows('arrival_near_event', { user_notification: [arrived(at)] });

        expect(found).toEqual(
            delays.map((delay) => ({
                view_name: 'delivery_errors',
                user_pool_id: POOL,
                dt: '2026-01-01',
                ingest_path: 'cloudwatch_logs',
                record_count: 1,
                far_count: 1,
                far_share: 1,
                worst_delay_minutes: delay,
                example_record_id: numberedRecordId(1),
            })),
        );
    });

    test('one late record of a hundred and backfilled records pass', async () => {
        const late = arrived('2026-01-05T11:00:00.000Z');

        const found = await findFailingRows('arrival_near_event', {
            user_activity: [
                late,
                ...repeatRow(99, (n) => ({ record_id: numberedRecordId(2 + n) })),
                ...repeatRow(5, (n) => ({ ...late, record_id: numberedRecordId(200 + n), ingest_path: 'backfill' })),
            ],
        });

        expect(found).toEqual([]);
    });
});

describe('event_time_given', () => {
    test('an event time from another source fails', async () => {
        const found = await findFailingRows('event_time_given', {
            user_activity: [
                { record_id: numberedRecordId(1) },
                { record_id: numberedRecordId(2), event_at_source: 'creation' },
                { record_id: numberedRecordId(3), event_at_source: 'creation', event_at: '2026-01-02T10:00:00.000Z' },
            ],
            user_notification: [
                { record_id: numberedRecordId(4), event_at_source: 'arrival' },
                { record_id: numberedRecordId(5) },
            ],
        });

        expect(found).toEqual([
            {
                view_name: 'auth_events',
                user_pool_id: POOL,
                event_at_source: 'creation',
                record_count: 2,
                first_at: AT,
                last_at: '2026-01-02T10:00:00.000Z',
                example_record_id: numberedRecordId(2),
            },
            {
                view_name: 'delivery_errors',
                user_pool_id: POOL,
                event_at_source: 'arrival',
                record_count: 1,
                first_at: AT,
                last_at: AT,
                example_record_id: numberedRecordId(4),
            },
        ]);
    });
});

describe('columns_stay_filled', () => {
    const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}`;
    const rows = (days: readonly number[], count: number, row: (n: number) => object) =>
        days.flatMap((at) =>
            repeatRow(count, (n) => ({
                record_id: numberedRecordId(at * 1000 + n),
                event_at: `${day(at)}T10:00:00.000Z`,
                ...row(n),
            })),
        );
    const filled = (share: number) => (n: number) => ({ city: n < share * 60 ? 'Lyon' : null });

    test('a column that becomes empty fails until the days before are empty too', async () => {
        const found = await findFailingRows(
            'columns_stay_filled',
            { user_activity: [...rows([5, 6, 8], 60, filled(1)), ...rows([9, 10], 60, filled(0.25))] },
            { min_expected: '30' },
        );

        const failing = {
            table_name: 'user_activity',
            user_pool_id: POOL,
            event_type: 'SignIn',
            column_name: 'city',
            row_count: 60,
            null_share: 0.75,
        };
        expect(found).toEqual([
            { ...failing, dt: day(9), null_share_before: 0 },
            { ...failing, dt: day(10), null_share_before: 0.1875 },
        ]);
    });

    test.each([
        ['half of the column filled', 60, filled(0.5), []],
        ['less than half of the column filled', 60, filled(0.48), ['city']],
        ['too few rows', 49, filled(0), []],
        ['another column filled too', 60, () => ({ city: 'Lyon', device_name: 'x' }), []],
    ])('a day with %s gives the expected rows', async (_, count, row, expected) => {
        const found = await findFailingRows('columns_stay_filled', {
            user_activity: [...rows([5], 60, filled(1)), ...rows([6], count, row)],
        });

        expect(found.map(({ column_name }) => column_name)).toEqual(expected);
    });

    test('the baseline has only earlier days within baseline_days, of the same pool and type', async () => {
        const others = [{ user_pool_id: 'b_2' }, { event_type: 'SignUp' }];

        const found = await findFailingRows(
            'columns_stay_filled',
            {
                user_activity: [
                    ...rows([1], 60, filled(1)),
                    ...others.flatMap((other) => rows([19], 60, () => ({ city: 'Lyon', ...other }))),
                    ...rows([20], 60, filled(0)),
                ],
                user_notification: [...rows([19], 60, () => ({ details: 'x' })), ...rows([20], 60, () => ({}))],
            },
            { first_day: '2026-01-20' },
        );

        expect(found.map(({ table_name, column_name }) => [table_name, column_name])).toEqual([
            ['user_notification', 'details'],
        ]);
    });
});

describe('fields_known and fields_fit', () => {
    const EVIL = `${'\u001b[2J'}${'x'.repeat(300)}`;

    test('a new field fails fields_known, with its first appearance even if it is before first_day', async () => {
        const found = await findFailingRows(
            'fields_known',
            {
                user_activity: [
                    {
                        record_id: numberedRecordId(2),
                        extra_names: ['message.new', 'message.old'],
                        extra_values: ['2', 'o'],
                        event_at: '2026-01-20T10:00:00.000Z',
                    },
                    {
                        record_id: numberedRecordId(1),
                        extra_names: ['message.new'],
                        extra_values: [EVIL],
                        event_at: '2026-01-10T10:00:00.000Z',
                    },
                    {
                        record_id: numberedRecordId(3),
                        extra_names: ['message.gone'],
                        extra_values: ['g'],
                        event_at: '2026-01-10T10:00:00.000Z',
                    },
                ],
                user_notification: [
                    {
                        record_id: numberedRecordId(4),
                        extra_names: ['message.errorCode'],
                        extra_values: ['E42'],
                        event_at: '2026-01-20T10:00:00.000Z',
                    },
                ],
            },
            { first_day: '2026-01-15', ignored_fields: ['message.old', 'x'] },
        );

        const at = '2026-01-20T10:00:00.000Z';
        expect(found).toEqual([
            {
                view_name: 'delivery_errors',
                user_pool_id: POOL,
                field_name: 'message.errorCode',
                record_count: 1,
                first_at: at,
                last_at: at,
                first_value: 'E42',
                first_record_id: numberedRecordId(4),
            },
            {
                view_name: 'auth_events',
                user_pool_id: POOL,
                field_name: 'message.new',
                record_count: 2,
                first_at: '2026-01-10T10:00:00.000Z',
                last_at: at,
                first_value: EVIL.slice(0, 200),
                first_record_id: numberedRecordId(1),
            },
        ]);
    });

    test('an extra value of a known field fails fields_fit and passes fields_known', async () => {
        const message = {
            eventId: 'e',
            eventType: 'SignIn',
            riskLevel: 'Severe',
            userPoolId: 'b_2',
            challenges: [7],
            creationDate: 'x',
            compromisedCredentialDetected: 'x',
            compromisedCredentialsDetected: 'x',
            hasContextData: 'x',
            eventFeedbackDate: 'x',
        };
        const records = [
            { eventSource: 'USER_ACTIVITY', eventTimestamp: 'x', message, logSourceId: { userPoolId: POOL } },
            { eventSource: 'USER_ACTIVITY', message: { userPoolId: POOL }, logSourceId: [7] },
            { eventSource: 'USER_ACTIVITY', message: { userPoolId: POOL }, logSourceId: { userPoolId: 'no pool' } },
            { eventSource: 'USER_ACTIVITY', message: [7], logSourceId: { userPoolId: POOL } },
            { eventSource: 'USER_NOTIFICATION', eventTimestamp: 'x', message: [7], logSourceId: { userPoolId: POOL } },
        ];
        const extras = records.map((record) => {
            const parsed = parse({
                text: JSON.stringify(record),
                arrivedAt: Date.UTC(2026, 0, 1, 10),
                ingestPath: 'firehose',
                logEventId: null,
            });
            if ('reason' in parsed || parsed.kind === 'row') throw new Error(JSON.stringify(parsed));
            const { row } = normalise(parsed);
            return { extra_names: row.extra_names ?? [], extra_values: row.extra_values ?? [] };
        });
        const rows = {
            user_activity: extras.map((extra, index) => ({ record_id: numberedRecordId(index), ...extra })),
        };

        const [known, fit] = [await findFailingRows('fields_known', rows), await findFailingRows('fields_fit', rows)];

        expect(known).toEqual([]);
        expect(fit.map(({ field_name }) => field_name).toSorted()).toEqual([
            'eventTimestamp',
            'logSourceId',
            'logSourceId.userPoolId',
            'message',
            'message.challenges',
            'message.compromisedCredentialDetected',
            'message.compromisedCredentialsDetected',
            'message.creationDate',
            'message.eventFeedbackDate',
            'message.hasContextData',
            'message.riskLevel',
            'message.userPoolId',
        ]);
        expect(fit[0]).toEqual({
            view_name: 'auth_events',
            user_pool_id: POOL,
            field_name: 'eventTimestamp',
            record_count: 2,
            first_at: AT,
            last_at: AT,
            first_value: 'x',
            first_record_id: numberedRecordId(0),
        });
    });

    test('a new field passes fields_fit', async () => {
        expect(
            await findFailingRows('fields_fit', {
                user_notification: [
                    { record_id: numberedRecordId(1), extra_names: ['message.new'], extra_values: ['1'] },
                ],
            }),
        ).toEqual([]);
    });
});

describe('counts_like_weekday', () => {
    /** The Thursdays of January 2026. */
    const THURSDAYS = ['2026-01-01', '2026-01-08', '2026-01-15', '2026-01-22', '2026-01-29'];
    const rows = (counts: readonly number[]) => ({
        user_activity: counts.flatMap((count, week) =>
            repeatRow(count, (n) => ({
                record_id: numberedRecordId(week * 10_000 + n),
                event_at: `${THURSDAYS[week]}T10:00:00.000Z`,
            })),
        ),
    });
    const LAST = { first_day: '2026-01-29', last_day: '2026-01-29' };
    const makeRow = (record_count: number, usual_count: number, weeks_known: number) => ({
        view_name: 'auth_events',
        user_pool_id: POOL,
        dt: '2026-01-29',
        weekday: 'Thursday',
        record_count,
        usual_count,
        weeks_known,
    });

    test.each([
        ['more than double', [200, 200, 200, 200, 401], [makeRow(401, 200, 4)]],
        ['double', [200, 200, 200, 200, 400], []],
        ['half', [200, 200, 200, 200, 100], []],
        ['less than half', [200, 200, 200, 200, 99], [makeRow(99, 200, 4)]],
        ['zero', [200, 200, 200, 200, 0], [makeRow(0, 200, 4)]],
        ['like the median of four, with one outlier', [10, 200, 220, 5000, 210], []],
        ['far from the median of four', [1, 200, 220, 1000, 500], [makeRow(500, 210, 4)]],
        ['far from the median, but small', [20, 20, 20, 20, 110], []],
        ['large after weeks without rows, which count as 0', [10, 0, 0, 0, 300], [makeRow(300, 0, 4)]],
        ['far from the median of three', [0, 200, 220, 10, 500], [makeRow(500, 200, 3)]],
        ['large after only one week', [0, 0, 0, 200, 900], []],
    ])('a count that is %s gives the expected rows', async (_, counts, expected) => {
        expect(await findFailingRows('counts_like_weekday', rows(counts), LAST)).toEqual(expected);
    });

    test.each([
        ['2026-01-29T23:59:59Z', 0],
        ['2026-01-30T00:00:00Z', 1],
    ])('as of %s, before or after the end of the day, gives %i rows', async (asOf, count) => {
        expect(
            await findFailingRows('counts_like_weekday', rows([200, 200, 200, 200, 0]), { ...LAST, as_of: asOf }),
        ).toHaveLength(count);
    });

    test('duplicates are not counted', async () => {
        const { user_activity: once } = rows([200, 200, 200, 200, 250]);

        expect(
            await findFailingRows(
                'counts_like_weekday',
                { user_activity: [...once, ...once.slice(800).map((row) => ({ ...row, ingest_path: 's3_export' }))] },
                LAST,
            ),
        ).toEqual([]);
    });
});

describe('notifications_classified', () => {
    const rows = (unclassified: number) => ({
        user_notification: [
            ...repeatRow(unclassified, (n) => ({
                record_id: numberedRecordId(n),
                details_pattern: n < 2 ? null : 'new text',
            })),
            ...repeatRow(8, (n) => ({
                record_id: numberedRecordId(100 + n),
                error_class: 'SmsSpendLimit',
                details_pattern: 'spend limit',
            })),
        ],
    });

    test.each([
        [2, []],
        [
            5,
            [
                {
                    user_pool_id: POOL,
                    error_count: 13,
                    unclassified_count: 5,
                    unclassified_share: 0.3846,
                    commonest_pattern: 'new text',
                },
            ],
        ],
    ])('%i unclassified errors besides 8 classified ones give %j', async (count, expected) => {
        expect(await findFailingRows('notifications_classified', rows(count))).toEqual(expected);
    });
});
