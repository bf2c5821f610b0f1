/** A lake that replay wrote, of the samples and of generated exports in every form: Trino reads its files and answers as DuckDB does. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { TRINO_TYPES } from '../../lib/deploy/glue/glue-view.ts';
import { VIEW_COLUMNS } from '../../lib/deploy/glue/view-columns.ts';
import { VIEW_NAMES } from '../../lib/lake/views.ts';
import { openLake, type Lake } from '../../lib/lake/open-lake.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { findQuery, readCatalogue, type Query } from '../../lib/query/catalogue.ts';
import type { Parameter } from '../../lib/query/header.ts';
import { renderQuery, type Values } from '../../lib/query/render.ts';
import { outputOf, runCommand } from '../support/run-command.ts';
import { rowsOf } from '../support/ask.ts';
import { asked, type Told } from '../support/asked.ts';
import { withAthena } from '../support/given-athena.ts';
import { buildAll, replayed, temporaryFolder } from '../support/given-replay.ts';
import { withEnvironment } from '../s3/given-bucket.ts';
import { bucketOf, publishLake } from './glue-lake.ts';
import { addressOf, askTrino } from './trino.ts';

const database = `replayed_${process.pid}`;
let lake: Lake;
let folder: string;

beforeAll(async () => {
    await buildAll();
    const exports = join(temporaryFolder(), 'exports');
    await outputOf(
        runCommand('node', ['dist/cli/cognito-log-lake.mjs', 'generate', '--events', '4000', '--out', exports]),
    );
    ({ lake: folder } = await replayed(exports));
    await replayed(join(packageRoot(), 'samples', 'exports'), folder);
    lake = await openLake(folder);
    await publishLake(folder, database, [...new Set(lake.extents.flatMap(({ userPoolIds }) => userPoolIds))]);
});

describe.each(VIEW_NAMES)('%s', (view) => {
    test('has the columns that Glue is told, with their types, and the rows that DuckDB has', async () => {
        const sql = `select * from ${view} where dt between '2025-12-01' and '2026-03-01' order by user_pool_id, dt, event_type, ${view === 'attempts' ? 'attempt_id' : 'record_id'}`;

        const { columns, rows } = await askTrino(sql, database);

        expect(Object.entries(columns)).toEqual(VIEW_COLUMNS[view].map(({ name, type }) => [name, TRINO_TYPES[type]]));
        expect(rows.length).toBeGreaterThan(10);
        expect(rows).toEqual(await rowsOf(lake, sql));
    });
});

/** Days that the exports are of, and somebody who is in them. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
    first_day: ['2026-01-10'],
    last_day: ['2026-01-15'],
    as_of: ['2026-02-01T00:00:00Z'],
    user: ['ben'],
    address: ['203.0.113.66'],
    dormant_days: ['2'],
};

const valuesFor = (parameters: readonly Parameter[]) =>
    new Map(parameters.flatMap(({ name }) => (GIVEN[name] === undefined ? [] : [[name, GIVEN[name]] as const])));

test.each(readCatalogue().map((query) => [query.name, query] as const))('%s answers as on DuckDB', async (_, query) => {
    const sql = renderQuery(query, valuesFor(query.parameters));

    const { rows } = await askTrino(sql, database);

    expect(rows).toEqual(await rowsOf(lake, sql));
});

describe('asked through Athena’s API, with this Trino behind it', () => {
    const s3 = {
        AWS_ENDPOINT_URL_S3: addressOf('S3_URL'),
        AWS_REGION: 'us-east-1',
        AWS_SECRET_ACCESS_KEY: 'testingsecret',
    };
    const ask = async (query: Query, values: Values, isDryRun = false): Promise<Told> =>
        withAthena(
            askTrino,
            async () => withEnvironment(s3, async () => asked(query, values, { database, isDryRun })),
            {
                plan: null,
                pageRows: 100,
                locationOf: (table) => `s3://${bucketOf(database)}/${table}`,
            },
        );

    test.each(readCatalogue().map((query) => [query.name, query] as const))(
        '%s gives the rows of the lake of files',
        async (_, query) => {
            const values = valuesFor(query.parameters);

            const { out, told } = await ask(query, values);

            expect(JSON.parse(out)).toEqual(await rowsOf(lake, renderQuery(query, values)));
            expect(told[0]).toMatch(/^Athena scanned /);
        },
    );

    test('a dry run counts the objects of the days, types and pool that are read', async () => {
        const query = findQuery(readCatalogue(), 'brute_force_by_user');
        const [pool = ''] = lake.extents.flatMap(({ userPoolIds }) => userPoolIds);

        const { out } = await ask(
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
