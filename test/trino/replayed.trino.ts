/** Runs views and queries on a replayed lake of samples and generated exports: Trino returns what DuckDB returns. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { TRINO_TYPES } from '../../lib/deploy/glue/glue-view.ts';
import { VIEW_COLUMNS } from '../../lib/deploy/glue/view-columns.ts';
import { VIEW_NAMES } from '../../lib/lake/read-views.ts';
import { openLake, type Lake } from '../../lib/lake/open-lake.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { findQuery, readCatalogue, type Query } from '../../lib/query/catalogue.ts';
import type { QueryParameter } from '../../lib/query/sql-header.ts';
import { renderQuery, type ParameterValues } from '../../lib/query/render-query.ts';
import { outputOf, runCommand } from '../support/run-command.ts';
import { queryOpenLake } from '../support/query-rows.ts';
import { runFakeAthenaQuery, type AthenaOutput } from '../support/run-athena-query.ts';
import { withFakeAthena } from '../support/fake-athena.ts';
import { buildAll, runReplay, temporaryFolder } from '../support/run-replay.ts';
import { withEnvironment } from '../s3/make-bucket.ts';
import { bucketOf, publishLake } from './publish-lake.ts';
import { serverUrl, queryTrino } from './query-trino.ts';

const database = `replayed_${process.pid}`;
let lake: Lake;
let folder: string;

beforeAll(async () => {
    await buildAll();
    const exports = join(temporaryFolder(), 'exports');
    await outputOf(
        runCommand('node', ['dist/cli/cognito-log-lake.mjs', 'generate', '--events', '4000', '--out', exports]),
    );
    ({ lake: folder } = await runReplay(exports));
    await runReplay(join(packageRoot(), 'samples', 'exports'), folder);
    lake = await openLake(folder);
    await publishLake(folder, database, [...new Set(lake.extents.flatMap(({ userPoolIds }) => userPoolIds))]);
});

describe.each(VIEW_NAMES)('%s', (view) => {
    test('has the columns and types of the Glue view, and the rows of DuckDB', async () => {
        const id = view === 'attempts' ? 'attempt_id' : 'record_id';
        const sql = `select * from ${view} where dt between '2025-12-01' and '2026-03-01'
            order by user_pool_id, dt, event_type, ${id}`;

        const { columns, rows } = await queryTrino(sql, database);

        expect(Object.entries(columns)).toEqual(VIEW_COLUMNS[view].map(({ name, type }) => [name, TRINO_TYPES[type]]));
        expect(rows.length).toBeGreaterThan(10);
        expect(rows).toEqual(await queryOpenLake(lake, sql));
    });
});

/** Days of the exports, and a user and an address that they contain. */
const PARAMETER_VALUES: Readonly<Record<string, readonly string[]>> = {
    first_day: ['2026-01-10'],
    last_day: ['2026-01-15'],
    as_of: ['2026-02-01T00:00:00Z'],
    user: ['ben'],
    address: ['203.0.113.66'],
    dormant_days: ['2'],
};

const valuesFor = (parameters: readonly QueryParameter[]) =>
    new Map(
        parameters.flatMap(({ name }) =>
            PARAMETER_VALUES[name] === undefined ? [] : [[name, PARAMETER_VALUES[name]] as const],
        ),
    );

test.each(readCatalogue().map((query) => [query.name, query] as const))(
    '%s returns the rows of DuckDB',
    async (_, query) => {
        const sql = renderQuery(query, valuesFor(query.parameters));

        const { rows } = await queryTrino(sql, database);

        expect(rows).toEqual(await queryOpenLake(lake, sql));
    },
);

describe('queries through Athena’s API, backed by this Trino', () => {
    const s3 = {
        AWS_ENDPOINT_URL_S3: serverUrl('S3_URL'),
        AWS_REGION: 'us-east-1',
        AWS_SECRET_ACCESS_KEY: 'testingsecret',
    };
    const runQuery = async (query: Query, values: ParameterValues, isDryRun = false): Promise<AthenaOutput> =>
        withFakeAthena(
            queryTrino,
            async () => withEnvironment(s3, async () => runFakeAthenaQuery(query, values, { database, isDryRun })),
            {
                plan: null,
                rowsPerPage: 100,
                locationOf: (table) => `s3://${bucketOf(database)}/${table}`,
            },
        );

    test.each(readCatalogue().map((query) => [query.name, query] as const))(
        '%s returns the rows of the local lake',
        async (_, query) => {
            const values = valuesFor(query.parameters);

            const { out, messages } = await runQuery(query, values);

            expect(JSON.parse(out)).toEqual(await queryOpenLake(lake, renderQuery(query, values)));
            expect(messages[0]).toMatch(/^Athena scanned /);
        },
    );

    test('a dry run counts the objects of the days, types and pool that the query reads', async () => {
        const query = findQuery(readCatalogue(), 'brute_force_by_user');
        const [pool = ''] = lake.extents.flatMap(({ userPoolIds }) => userPoolIds);

        const { out } = await runQuery(
            query,
            new Map([
                ['first_day', ['2026-01-11']],
                ['last_day', ['2026-01-12']],
                ['user_pool_id', [pool]],
            ]),
            true,
        );

        const days = readdirSync(join(folder, 'user_activity', `user_pool_id=${pool}`, 'event_type=SignIn'), {
            recursive: true,
            withFileTypes: true,
        }).filter((entry) => entry.isFile() && /dt=2026-01-1[012]$/.test(entry.parentPath));
        const activity = JSON.parse(out).filter(({ table }: { table: string }) => table === 'user_activity');
        expect(activity).toEqual([
            expect.objectContaining({
                user_pool_ids: 1,
                event_types: 'SignIn',
                first_day: '2026-01-10',
                last_day: '2026-01-12',
                object_count: days.length,
            }),
        ]);
        expect(days.length).toBeGreaterThan(2);
    });
});
