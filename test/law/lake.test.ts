/** Tests of the law on a lake: random runs are replayed into Parquet, and the views are queried with DuckDB. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { openLake } from '../../lib/lake/open-lake.ts';
import type { ErrorType, FailedRecord } from '../../lib/firehose/error-objects.ts';
import { LOCAL_STREAMS, loadTransform } from '../../lib/firehose/call-transform.ts';
import { PARTITION_COLUMNS, TABLES, type TableName } from '../../schemas/columns.ts';
import { queryOpenLake } from '../support/query-rows.ts';
import { readDeduplicatedViews, runCompact } from '../support/run-compact.ts';
import { eraseHooks, eraseOptions } from '../support/run-erase.ts';
import { buildAll, listFiles, runDuckdb, runReplay } from '../support/run-replay.ts';
import { eraseUser } from '../../lib/operate/erase/erase-user.ts';
import { anyRun, type SimulatedRun } from './random-runs.ts';
import { findViolations, viewKeyOf, type RunOutcome, type ViewRow } from './find-violations.ts';

/** More in CI: `npm run law`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 600) / 50;

beforeAll(buildAll);

const VIEWS = { user_activity: 'auth_events', user_notification: 'delivery_errors' } as const;

/** A column in the format of a row's line. */
const selected = ({ name, type }: { readonly name: string; readonly type: string }): string =>
    type === 'timestamp' ? `strftime(${name}, '%Y-%m-%d %H:%M:%S.%g') as ${name}` : name;

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** The row of a view as a line without NULLs. */
const lineOf = (row: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, value]) => !isEmpty(value))));

const viewRows = async (lake: string): Promise<readonly ViewRow[]> => {
    // A run without records creates no lake.
    if (listFiles(lake).length === 0) return [];
    const open = await openLake(lake);
    try {
        const rows: ViewRow[] = [];
        for (const table of ['user_activity', 'user_notification'] as const) {
            const columns = [...TABLES[table], ...PARTITION_COLUMNS].map(selected).join(', ');
            const lines = (await queryOpenLake(open, `select ${columns} from ${VIEWS[table]}`)).map(lineOf);
            rows.push(...lines.map((line) => ({ key: viewKeyOf(table, line), line })));
        }
        return rows;
    } finally {
        open.close();
    }
};

const errorObject = z.object({
    rawData: z.string(),
    errorCode: z.string(),
    errorMessage: z.string(),
    attemptsMade: z.number(),
    arrivalTimestamp: z.number(),
});
const errorType = z.custom<ErrorType>((value) => typeof value === 'string');

const errorsIn = (lake: string): readonly FailedRecord[] =>
    listFiles(join(lake, 'errors')).flatMap((path) =>
        readFileSync(join(lake, 'errors', path), 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => {
                const { rawData, errorCode, errorMessage, attemptsMade, arrivalTimestamp } = errorObject.parse(
                    JSON.parse(line),
                );
                return {
                    arrivedAt: arrivalTimestamp,
                    data: rawData,
                    failure: {
                        type: errorType.parse(path.split('/')[1]),
                        code: errorCode,
                        message: errorMessage,
                        attempts: attemptsMade,
                    },
                };
            }),
    );

const saved = (table: TableName, { records }: SimulatedRun): string =>
    JSON.stringify({
        deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
        records: records
            .filter((record) => record.table === table)
            .map(({ arrivedAt, data }) => ({ approximateArrivalTimestamp: arrivedAt, data })),
    });

const replayToLake = async (run: SimulatedRun, lake?: string): ReturnType<typeof runReplay> =>
    runReplay(
        { 'activity.json': saved('user_activity', run), 'notification.json': saved('user_notification', run) },
        lake,
        { call: loadTransform(), faults: run.faults },
    );

const replayRun = async (run: SimulatedRun): Promise<RunOutcome> => {
    const { lake, summary } = await replayToLake(run);
    return {
        rows: await viewRows(lake),
        errors: errorsIn(lake),
        reingestFailed: summary.rejected_by_reason.reingest_failed ?? 0,
    };
};

/** A line with its keys in the order of the view's columns. */
const ordered = (table: TableName, line: string): string => {
    const row: Record<string, unknown> = JSON.parse(line);
    return lineOf(
        Object.fromEntries([...TABLES[table], ...PARTITION_COLUMNS].map(({ name }) => [name, row[name] ?? null])),
    );
};

/** The run with its expected lines as the views return them. */
const asViewed = (run: SimulatedRun): SimulatedRun => ({
    ...run,
    records: run.records.map((record) => ({
        ...record,
        expectedEvents: record.expectedEvents.map((event) =>
            'line' in event.outcome
                ? {
                      ...event,
                      outcome: { ...event.outcome, line: [ordered(event.outcome.table, event.outcome.line.join(''))] },
                  }
                : event,
        ),
    })),
});

test('every event is in a view of the lake exactly once, or in the errors with its bytes and reason', async () => {
    await fc.assert(
        fc.asyncProperty(anyRun, async (run) => {
            expect(findViolations(asViewed(run), await replayRun(run))).toEqual([]);
        }),
        { numRuns: RUNS },
    );
}, 3_600_000);

const hasActivity = (lake: string): boolean =>
    listFiles(lake).some((path) => path.startsWith('user_activity/') && path.endsWith('.parquet'));

/** Adds to each activity record a delivery with an earlier arrival time and another response. */
const forgeDeliveries = async (lake: string): Promise<void> => {
    const partition = PARTITION_COLUMNS.map(({ name }) => name).join(', ');
    await runDuckdb(`copy (
        select distinct on (record_id) * replace (
            'Forged' as event_response, arrived_at - interval 1 hour as arrived_at
        )
        from read_parquet('${lake}/user_activity/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)
        order by record_id, arrived_at
    ) to '${lake}/user_activity' (format parquet, append true, partition_by (${partition}), filename_pattern 'forged-{uuid}')`);
};

const deliveriesIn = async (lake: string): Promise<unknown> =>
    runDuckdb(`select distinct record_id, event_response
        from read_parquet('${lake}/user_activity/**/*.parquet', hive_partitioning = true)
        order by all`);

test('a compaction changes no view, and keeps the true and the forged delivery of each record', async () => {
    await fc.assert(
        fc.asyncProperty(anyRun, async (run) => {
            const { lake } = await replayToLake(run);
            if (!hasActivity(lake)) return;
            await forgeDeliveries(lake);
            const [views, deliveries] = [await readDeduplicatedViews(lake), await deliveriesIn(lake)];

            await runCompact(lake, { before: '2100-01-01' });

            expect(await readDeduplicatedViews(lake)).toEqual(views);
            expect(await deliveriesIn(lake)).toEqual(deliveries);
        }),
        { numRuns: RUNS / 4 },
    );
}, 3_600_000);

const recordIdsIn = async (lake: string): Promise<readonly unknown[]> =>
    runDuckdb(`select distinct record_id
        from read_parquet('${lake}/user_activity/**/*.parquet', hive_partitioning = true) order by all`);

const rowsOfSub = (lake: string, sub: string, pool: string): string =>
    `select record_id, user_sub, user_name
        from read_parquet('${lake}/user_activity/**/*.parquet', hive_partitioning = true)
        where user_pool_id = '${pool}' and user_sub = '${sub.replaceAll("'", "''")}'`;

test('an erased user stays erased when the same records are delivered again', async () => {
    await fc.assert(
        fc.asyncProperty(anyRun, async (run) => {
            const { lake } = await replayToLake(run);
            if (!hasActivity(lake)) return;
            const subs = await runDuckdb(
                `select min(user_sub) as sub, min(user_pool_id) as pool
                    from read_parquet('${lake}/user_activity/**/*.parquet', hive_partitioning = true)
                    where user_sub is not null group by user_pool_id order by all`,
            );
            const [first] = subs;
            if (first === undefined) return;
            const [sub, pool] = [String(first['sub']), String(first['pool'])];
            await eraseUser(eraseOptions(lake, sub, { pool }), eraseHooks({ nowMs: Date.UTC(2100, 0, 1) }));
            const ids = await recordIdsIn(lake);

            await replayToLake(run, lake);
            await runCompact(lake, { before: '2200-01-01' });

            expect(await runDuckdb(rowsOfSub(lake, sub, pool))).toEqual([]);
            expect(await recordIdsIn(lake)).toEqual(expect.arrayContaining([...ids]));
        }),
        { numRuns: RUNS / 4 },
    );
}, 3_600_000);
