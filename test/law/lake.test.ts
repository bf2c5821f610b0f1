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
import { buildAll, listFiles, runReplay } from '../support/run-replay.ts';
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

const replayRun = async (run: SimulatedRun): Promise<RunOutcome> => {
    const { lake, summary } = await runReplay(
        { 'activity.json': saved('user_activity', run), 'notification.json': saved('user_notification', run) },
        undefined,
        { call: loadTransform(), faults: run.faults },
    );
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
