/** How long does each query take on a lake of ten million attempts, for thirty days of one pool and of all, and how many rows does it scan? */
import type { DuckDBConnection } from '@duckdb/node-api';
import { openLake } from '../lib/lake/open-lake.ts';
import { readCatalogue, type Query } from '../lib/query/catalogue.ts';
import { reachOf } from '../lib/query/reach.ts';
import { renderQuery, settleValues, type Values } from '../lib/query/render.ts';
import { readResult } from '../lib/query/result.ts';
import { machineLine, median } from './machine.ts';
import { ATTEMPTS, DAYS, POOLS, queryLake } from './query-lake.ts';

const ROUNDS = 3;
/** An eighth of the attempts, as in the mean of the eight pools. */
const ONE_POOL = POOLS[3];
const GOALS = { medianOfOneSeconds: 1, worstOfOneSeconds: 5, worstOfAllSeconds: 30, peakMb: 4096 };

/** Thirty days, and what a query about one user or address needs. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
    first_day: ['2025-12-02'],
    last_day: ['2025-12-31'],
    as_of: ['2026-01-01T00:00:00Z'],
    user: ['user7'],
    address: ['203.0.113.7'],
};

const valuesFor = (query: Query, userPoolId: string): Values =>
    settleValues(
        query,
        new Map(
            query.parameters.flatMap(({ name }): [string, readonly string[]][] => {
                const given = name === 'user_pool_id' ? [userPoolId] : GIVEN[name];
                return given === undefined ? [] : [[name, given]];
            }),
        ),
        Date.UTC(2026, 0, 1),
    );

type Operator = { readonly operator_rows_scanned?: number; readonly children?: readonly Operator[] };

const scannedBelow = ({ operator_rows_scanned: own = 0, children = [] }: Operator): number =>
    own + children.reduce((sum, child) => sum + scannedBelow(child), 0);

const scannedBy = async (connection: DuckDBConnection, sql: string): Promise<number> => {
    const found = await connection.runAndReadAll(`explain (analyze, format json) ${sql}`);
    return scannedBelow(JSON.parse(String(found.getRows()[0]?.[1])));
};

/** cpuSeconds, of all processors together, tells more on a machine that others use too. */
type Timed = { readonly seconds: number; readonly cpuSeconds: number; readonly rows: number };

/** From opening the lake to the last row, in seconds, as a person waits for it. */
const timed = async (folder: string, query: Query, values: Values): Promise<Timed> => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const lake = await openLake(folder, reachOf(query, values));
    let rows = 0;
    try {
        const { batches } = await readResult(lake.connection, renderQuery(query, values));
        for await (const batch of batches) rows += batch.length;
    } finally {
        lake.close();
    }
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6, rows };
};

const scanned = async (folder: string, query: Query, values: Values): Promise<number> => {
    const lake = await openLake(folder, reachOf(query, values));
    return scannedBy(lake.connection, renderQuery(query, values)).finally(() => lake.close());
};

type Line = {
    readonly name: string;
    readonly one: number;
    readonly cpuOfOne: number;
    readonly all: Timed;
    readonly scannedOfOne: number;
    readonly scannedOfAll: number;
};

const measure = async (folder: string, query: Query): Promise<Line> => {
    const [one, all] = [valuesFor(query, ONE_POOL.id), valuesFor(query, 'all')];
    const rounds: Timed[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await timed(folder, query, one));
    return {
        name: query.name,
        one: median(rounds.map(({ seconds }) => seconds)),
        cpuOfOne: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
        all: await timed(folder, query, all),
        scannedOfOne: await scanned(folder, query, one),
        scannedOfAll: await scanned(folder, query, all),
    };
};

const tell = (text: string): void => {
    process.stdout.write(`${text}\n`);
};
const cell = (text: string | number): string => (typeof text === 'string' ? text : text.toFixed(2)).padStart(11);
const whole = (count: number): string => count.toLocaleString('en');
const row = ({ name, one, cpuOfOne, all, scannedOfOne, scannedOfAll }: Line): string =>
    [
        name.padEnd(36),
        ...[one, cpuOfOne, whole(scannedOfOne), all.seconds, all.cpuSeconds, whole(scannedOfAll), whole(all.rows)].map(
            cell,
        ),
    ].join(' ');

const only = process.argv.slice(2);
const folder = await queryLake(tell);
tell(`${machineLine()}
${ATTEMPTS.toLocaleString('en')} attempts of ${DAYS} days and ${POOLS.length} pools; 30 days of one (${ONE_POOL.percent} % of the attempts, median of ${ROUNDS} rounds) and of all.

${['query'.padEnd(36), ...['one s', 'cpu s', 'scanned', 'all s', 'cpu s', 'scanned', 'rows'].map(cell)].join(' ')}`);
const lines: Line[] = [];
for (const query of readCatalogue().filter(({ name }) => only.length === 0 || only.includes(name))) {
    const line = await measure(folder, query);
    lines.push(line);
    tell(row(line));
}
const peakMb = process.resourceUsage().maxRSS / 1024;
const ones = lines.map(({ one }) => one);
tell(`
median of one pool  ${median(ones).toFixed(2)} s (goal: under ${GOALS.medianOfOneSeconds} s)
worst of one pool   ${Math.max(...ones).toFixed(2)} s (goal: at most ${GOALS.worstOfOneSeconds} s)
worst of all pools  ${Math.max(...lines.map(({ all }) => all.seconds)).toFixed(2)} s (goal: at most ${GOALS.worstOfAllSeconds} s)
peak memory         ${peakMb.toFixed(0)} MB (goal: under ${GOALS.peakMb} MB)`);
