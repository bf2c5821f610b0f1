/** Measures every query on a lake of ten million attempts: time and scanned rows for 30 days of one pool and of all. */
import { parseArgs } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openLake } from '../lib/lake/open-lake.ts';
import { readCatalogue, type Query } from '../lib/query/catalogue.ts';
import { partitionFilterOf } from '../lib/query/partition-filter.ts';
import { renderQuery, resolveValues, type ParameterValues } from '../lib/query/render-query.ts';
import { machineLine, median } from './machine.ts';
import { DAYS_A_YEAR, POOLS, attemptsIn, openBenchLake } from './bench-lake.ts';
import { runStatement } from '../lib/query/run-statement.ts';

const ROUNDS = 3;
/** About an eighth of the attempts, the average of the eight pools. */
const ONE_POOL = POOLS[3];
const GOALS = { medianOfOneSeconds: 1, worstOfOneSeconds: 5, worstOfAllSeconds: 30, peakMb: 4096 };

/** Thirty days, and values for queries about one user or IP address. */
const PARAMETER_VALUES: Readonly<Record<string, readonly string[]>> = {
    first_day: ['2025-12-02'],
    last_day: ['2025-12-31'],
    as_of: ['2026-01-01T00:00:00Z'],
    user: ['user7'],
    address: ['203.0.113.7'],
};

const valuesFor = (query: Query, userPoolId: string): ParameterValues =>
    resolveValues(
        query,
        new Map(
            query.parameters.flatMap(({ name }): [string, readonly string[]][] => {
                const value = name === 'user_pool_id' ? [userPoolId] : PARAMETER_VALUES[name];
                return value === undefined ? [] : [[name, value]];
            }),
        ),
        Date.UTC(2026, 0, 1),
    );

type ProfileOperator = { readonly operator_rows_scanned?: number; readonly children?: readonly ProfileOperator[] };

const sumRowsScanned = ({ operator_rows_scanned: own = 0, children = [] }: ProfileOperator): number =>
    own + children.reduce((sum, child) => sum + sumRowsScanned(child), 0);

const rowsScannedBy = async (connection: DuckDBConnection, sql: string): Promise<number> => {
    const profile = await connection.runAndReadAll(`explain (analyze, format json) ${sql}`);
    return sumRowsScanned(JSON.parse(String(profile.getRows()[0]?.[1])));
};

/** `cpuSeconds`, the sum over all processors, is the better measure on a shared machine. */
type QueryTiming = { readonly seconds: number; readonly cpuSeconds: number; readonly rows: number };

/** Times a query from opening the lake to the last row, as a user waits for it. */
const timeQuery = async (folder: string, query: Query, values: ParameterValues): Promise<QueryTiming> => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const lake = await openLake(folder, partitionFilterOf(query, values));
    let rows = 0;
    try {
        const { batches } = await runStatement(lake.connection, renderQuery(query, values));
        for await (const batch of batches) rows += batch.length;
    } finally {
        lake.close();
    }
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6, rows };
};

const countRowsScanned = async (folder: string, query: Query, values: ParameterValues): Promise<number> => {
    const lake = await openLake(folder, partitionFilterOf(query, values));
    return rowsScannedBy(lake.connection, renderQuery(query, values)).finally(() => lake.close());
};

type QueryMeasurement = {
    readonly name: string;
    readonly one: number;
    readonly cpuOfOne: number;
    readonly all: QueryTiming;
    readonly scannedOfOne: number;
    readonly scannedOfAll: number;
};

const measure = async (folder: string, query: Query): Promise<QueryMeasurement> => {
    const [one, all] = [valuesFor(query, ONE_POOL.id), valuesFor(query, 'all')];
    const rounds: QueryTiming[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await timeQuery(folder, query, one));
    return {
        name: query.name,
        one: median(rounds.map(({ seconds }) => seconds)),
        cpuOfOne: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
        all: await timeQuery(folder, query, all),
        scannedOfOne: await countRowsScanned(folder, query, one),
        scannedOfAll: await countRowsScanned(folder, query, all),
    };
};

const printLine = (text: string): void => {
    process.stdout.write(`${text}\n`);
};
const formatCell = (text: string | number): string => (typeof text === 'string' ? text : text.toFixed(2)).padStart(11);
const formatCount = (count: number): string => count.toLocaleString('en');
const formatMeasurement = ({ name, one, cpuOfOne, all, scannedOfOne, scannedOfAll }: QueryMeasurement): string =>
    [
        name.padEnd(36),
        ...[
            one,
            cpuOfOne,
            formatCount(scannedOfOne),
            all.seconds,
            all.cpuSeconds,
            formatCount(scannedOfAll),
            formatCount(all.rows),
        ].map(formatCell),
    ].join(' ');

// npm run bench:queries -- [--days N] [QUERY…]
const { values: options, positionals: only } = parseArgs({
    options: { days: { type: 'string', default: String(DAYS_A_YEAR) } },
    allowPositionals: true,
});
const days = Number(options.days);
const folder = await openBenchLake(days, printLine);
const HEADER = ['one s', 'cpu s', 'scanned', 'all s', 'cpu s', 'scanned', 'rows'].map(formatCell);
printLine(`${machineLine()}
${attemptsIn(days).toLocaleString('en')} attempts in ${days} days and ${POOLS.length} pools.
Columns: 30 days of one pool (${ONE_POOL.percent} % of the attempts, median of ${ROUNDS} rounds), and of all pools.

${['query'.padEnd(36), ...HEADER].join(' ')}`);
const lines: QueryMeasurement[] = [];
for (const query of readCatalogue().filter(({ name }) => only.length === 0 || only.includes(name))) {
    const line = await measure(folder, query);
    lines.push(line);
    printLine(formatMeasurement(line));
}
const peakMb = process.resourceUsage().maxRSS / 1024;
const onePoolSeconds = lines.map(({ one }) => one);
const allPoolsSeconds = lines.map(({ all }) => all.seconds);
printLine(`
one pool, median  ${median(onePoolSeconds).toFixed(2)} s (goal: under ${GOALS.medianOfOneSeconds} s)
one pool, worst   ${Math.max(...onePoolSeconds).toFixed(2)} s (goal: at most ${GOALS.worstOfOneSeconds} s)
all pools, worst  ${Math.max(...allPoolsSeconds).toFixed(2)} s (goal: at most ${GOALS.worstOfAllSeconds} s)
peak memory       ${peakMb.toFixed(0)} MB (goal: under ${GOALS.peakMb} MB)`);
