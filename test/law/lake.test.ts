/** The law on a real lake: random runs are replayed from saved events into Parquet, and the views asked through DuckDB. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { openLake } from '../../lib/lake/open-lake.ts';
import type { ErrorType, FailedRecord } from '../../lib/firehose/error-objects.ts';
import { LOCAL_STREAMS, transformHere } from '../../lib/firehose/call-transform.ts';
import { PARTITION_COLUMNS, TABLES, type TableName } from '../../schemas/columns.ts';
import { rowsOf as asked } from '../support/ask.ts';
import { buildAll, filesOf, replayed } from '../support/given-replay.ts';
import { run, type Run } from './given-runs.ts';
import { faultsOf, keyOf, type Ended, type ViewRow } from './judge.ts';

/** More in CI: `npm run law`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 600) / 50;

beforeAll(buildAll);

const VIEWS = { user_activity: 'auth_events', user_notification: 'delivery_errors' } as const;

/** A column as the line of a row has it. */
const selected = ({ name, type }: { readonly name: string; readonly type: string }): string =>
    type === 'timestamp' ? `strftime(${name}, '%Y-%m-%d %H:%M:%S.%g') as ${name}` : name;

const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** The row that a view shows, as a line: without what is NULL. */
const lineOf = (row: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, value]) => !isNothing(value))));

const viewRows = async (lake: string): Promise<readonly ViewRow[]> => {
    // A run without arrivals leaves no lake.
    if (filesOf(lake).length === 0) return [];
    const open = await openLake(lake);
    try {
        const rows: ViewRow[] = [];
        for (const table of ['user_activity', 'user_notification'] as const) {
            const columns = [...TABLES[table], ...PARTITION_COLUMNS].map(selected).join(', ');
            const lines = (await asked(open, `select ${columns} from ${VIEWS[table]}`)).map(lineOf);
            rows.push(...lines.map((line) => ({ key: keyOf(table, line), line })));
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
    filesOf(join(lake, 'errors')).flatMap((path) =>
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

const saved = (table: TableName, { arrivals }: Run): string =>
    JSON.stringify({
        deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${LOCAL_STREAMS[table]}`,
        records: arrivals
            .filter((arrival) => arrival.table === table)
            .map(({ arrivedAt, data }) => ({ approximateArrivalTimestamp: arrivedAt, data })),
    });

const ended = async (given: Run): Promise<Ended> => {
    const { lake, summary } = await replayed(
        { 'activity.json': saved('user_activity', given), 'notification.json': saved('user_notification', given) },
        undefined,
        { call: transformHere(), faults: given.faults },
    );
    return {
        rows: await viewRows(lake),
        errors: errorsIn(lake),
        putBackFailed: summary.refused_by_reason.put_back_failed ?? 0,
    };
};

/** A line with its keys in the order of the columns, as the view has them. */
const ordered = (table: TableName, line: string): string => {
    const row: Record<string, unknown> = JSON.parse(line);
    return lineOf(
        Object.fromEntries([...TABLES[table], ...PARTITION_COLUMNS].map(({ name }) => [name, row[name] ?? null])),
    );
};

/** The same run, with the lines of its truths as the views give them back. */
const asViewed = (given: Run): Run => ({
    ...given,
    arrivals: given.arrivals.map((arrival) => ({
        ...arrival,
        truths: arrival.truths.map((truth) =>
            'line' in truth.end
                ? { ...truth, end: { ...truth.end, line: [ordered(truth.end.table, truth.end.line.join(''))] } }
                : truth,
        ),
    })),
});

test('every event is in the views of the lake exactly once, or in its errors with its bytes and a true reason', async () => {
    await fc.assert(
        fc.asyncProperty(run, async (given) => {
            expect(faultsOf(asViewed(given), await ended(given))).toEqual([]);
        }),
        { numRuns: RUNS },
    );
}, 3_600_000);
