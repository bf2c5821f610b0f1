/** Tests with Trino’s EXPLAIN that filters on pool, type and day reach the scan. */
import { beforeAll, describe, expect, test } from 'vitest';
import { VIEW_NAMES } from '../../lib/lake/read-views.ts';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { partitionFilterOf } from '../../lib/query/partition-filter.ts';
import { renderQuery, resolveValues } from '../../lib/query/render-query.ts';
import { TABLE_NAMES } from '../../schemas/columns.ts';
import { makeSampleLake } from '../support/make-sample-lake.ts';
import { publishLake } from './publish-lake.ts';
import { queryTrino } from './query-trino.ts';

const POOLS = ['a_1', 'b_2'];
const database = `pruning_${process.pid}`;

type RangeBound = { readonly value?: string };
type ValueRange = { readonly low?: RangeBound; readonly high?: RangeBound };
type ExplainedScan = {
    readonly table: { readonly schemaTable: { readonly table: string } };
    readonly constraint: {
        readonly columnConstraints: readonly {
            readonly columnName: string;
            readonly domain: { readonly ranges: readonly ValueRange[] };
        }[];
    };
};

/** The first and last value that a scan reads, for each partition column. */
type ScanExtent = {
    readonly table: string;
    readonly user_pool_id: string;
    readonly event_type: string;
    readonly dt: string;
};

const scanExtentOf = ({ table, constraint }: ExplainedScan): ScanExtent => {
    const extent = (name: string): string => {
        const ranges = constraint.columnConstraints.find(({ columnName }) => columnName === name)?.domain.ranges ?? [];
        const values = ranges.flatMap(({ low, high }) => [low?.value ?? '-', high?.value ?? '~']).toSorted();
        return values.length === 0 ? 'all' : `${values[0]} to ${values.at(-1)}`;
    };
    return {
        table: table.schemaTable.table,
        user_pool_id: extent('user_pool_id'),
        event_type: extent('event_type'),
        dt: extent('dt'),
    };
};

const explainScans = async (sql: string): Promise<readonly ScanExtent[]> => {
    const { rows } = await queryTrino(`explain (type io, format json) ${sql}`, database);
    const plan = JSON.parse(String(Object.values(rows[0] ?? {})[0])) as {
        inputTableColumnInfos: readonly ExplainedScan[];
    };
    return plan.inputTableColumnInfos
        .map(scanExtentOf)
        .filter(({ table }) => TABLE_NAMES.some((name) => name === table));
};

beforeAll(async () => {
    const days = Array.from({ length: 9 }, (_, index) => `2026-01-0${index + 1}`);
    const partitions = POOLS.flatMap((user_pool_id) =>
        days.map((dt) => ({ user_pool_id, dt, record_id: user_pool_id + dt })),
    );
    await publishLake(
        await makeSampleLake({
            user_activity: partitions.flatMap((partition) =>
                ['SignIn', 'SignUp'].map((event_type) => ({
                    ...partition,
                    event_type,
                    record_id: event_type + partition.record_id,
                })),
            ),
            user_notification: partitions,
        }),
        database,
        POOLS,
    );
});

describe.each(VIEW_NAMES)('through %s', (view) => {
    const type = view === 'delivery_errors' ? 'DeliveryError' : 'SignUp';

    test.each([
        ["dt = '2026-01-02'", { dt: '2026-01-02 to 2026-01-02' }],
        [
            "dt between date_format(date '2026-01-02', '%Y-%m-%d') and date_format(date '2026-01-03', '%Y-%m-%d')",
            { dt: '2026-01-02 to 2026-01-03' },
        ],
        [
            "dt between date_format(cast(date '2026-01-09' - interval '7' day as date), '%Y-%m-%d') and '2026-01-04'",
            { dt: '2026-01-02 to 2026-01-04' },
        ],
        ["user_pool_id = 'a_1' and dt > '2026-01-01'", { user_pool_id: 'a_1 to a_1' }],
        [
            "('a_1' = 'all' or user_pool_id = 'a_1') and dt = '2026-01-03'",
            { user_pool_id: 'a_1 to a_1', dt: '2026-01-03 to 2026-01-03' },
        ],
        [
            "('all' = 'all' or user_pool_id = 'all') and dt = '2026-01-03'",
            { user_pool_id: 'a_1 to b_2', dt: '2026-01-03 to 2026-01-03' },
        ],
        [`event_type = '${type}' and dt = '2026-01-03'`, { event_type: `${type} to ${type}` }],
    ])('%s reaches the scan', async (filter, reads) => {
        const scans = await explainScans(`select count(*) from ${view} where ${filter}`);

        expect(scans).toEqual([expect.objectContaining(reads)]);
    });
});

const DAY_MS = 86_400_000;

describe('every query', () => {
    test.concurrent.each(readCatalogue().map((query) => [query.name, query] as const))(
        '%s reads only the pool and the days that its header declares',
        async (_, query) => {
            // With an empty list the query reads nothing.
            const countries: readonly (readonly [string, readonly string[]])[] = query.parameters.some(
                ({ name }) => name === 'allowed_countries',
            )
                ? [['allowed_countries', ['Chile']]]
                : [];
            const values = resolveValues(
                query,
                new Map<string, readonly string[]>([
                    ['first_day', ['2026-01-08']],
                    ['last_day', ['2026-01-09']],
                    ['user_pool_id', ['a_1']],
                    ...countries,
                ]),
                Date.UTC(2026, 0, 20),
            );
            const { firstDay, lastDay } = partitionFilterOf(query, values);

            const scans = await explainScans(renderQuery(query, values));

            expect(firstDay).toBeDefined();
            expect(scans.length).toBeGreaterThan(0);
            for (const { user_pool_id, dt } of scans) {
                const [first = '', last = ''] = dt.split(' to ');
                expect({ user_pool_id, isWithin: first >= String(firstDay) && last <= String(lastDay) }).toEqual({
                    user_pool_id: 'a_1 to a_1',
                    isWithin: true,
                });
            }
            const firsts = scans.map(({ dt }) => dt.slice(0, 10)).toSorted();
            expect(Date.parse(String(firsts[0])) - Date.parse(String(firstDay))).toBeLessThan(DAY_MS);
        },
    );
});
