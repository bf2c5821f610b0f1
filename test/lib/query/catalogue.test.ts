/** Tests of the query catalogue: every query parses, and runs on edge-case lakes. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { openLake, type Lake } from '../../../lib/lake/open-lake.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { parseCatalogue, findQuery, readCatalogue } from '../../../lib/query/catalogue.ts';
import { nearestNames } from '../../../lib/basics/nearest-names.ts';
import { partitionFilterOf } from '../../../lib/query/partition-filter.ts';
import { renderQuery, resolveValues } from '../../../lib/query/render-query.ts';
import { queryOpenLake } from '../../support/query-rows.ts';
import { EDGE_LAKES } from '../../support/edge-lakes.ts';
import { makeSampleLake, temporaryFolder } from '../../support/make-sample-lake.ts';

const catalogue = readCatalogue();

describe('the catalogue', () => {
    test('the catalogue is in the order of groups and names, whatever order its files come in', () => {
        const all = readCatalogue();

        const texts = Object.fromEntries(all.toReversed().map(({ group, name, sql }) => [`${group}/${name}.sql`, sql]));

        expect(parseCatalogue(texts)).toEqual(all);
    });

    test('the catalogue has every file of athena/queries once, with its folder as group', () => {
        const files = readdirSync(join(packageRoot(), 'athena', 'queries'), {
            recursive: true,
            encoding: 'utf8',
        }).filter((path) => path.endsWith('.sql'));

        expect(catalogue.map(({ group, name }) => `${group}/${name}.sql`)).toEqual(files.sort());
        expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    });

    test.each(catalogue.map((query) => [query.name, query] as const))(
        '%s declares and describes the parameters it uses, among them days and user pool',
        (_, query) => {
            const statement = query.sql.replace(/^--.*$/gm, '').replace(/'[^']*'/g, "''");
            const used = new Set([...statement.matchAll(/:([a-z_]+)/g)].map(([, name]) => name));

            expect(used).toEqual(new Set(query.parameters.map(({ name }) => name)));
            expect(query.parameters.map(({ name }) => name)).toEqual(
                expect.arrayContaining(['first_day', 'last_day', 'user_pool_id']),
            );
            expect(query.parameters.find(({ name }) => name === 'user_pool_id')?.default).toBe("'all'");
            expect(query.parameters.filter(({ description }) => description === '')).toEqual([]);
            expect(statement).not.toMatch(/;|\t| $/m);
        },
    );

    let [folder, all]: [string?, Lake?] = [];
    beforeAll(async () => {
        const days = Array.from({ length: 12 }, (_unused, index) => `2026-01-${String(index + 5).padStart(2, '0')}`);
        const partitions = days.flatMap((dt) =>
            ['a_1', 'b_2'].map((user_pool_id) => ({
                dt,
                user_pool_id,
                event_at: `${dt}T12:00:00.000Z`,
                record_id: dt + user_pool_id,
                event_id: dt + user_pool_id,
            })),
        );
        folder = await makeSampleLake({
            user_activity: partitions,
            user_notification: partitions.map(({ event_id: _event, ...rest }) => rest),
        });
        all = await openLake(folder);
    });
    afterAll(() => all?.close());

    test.each(Object.entries(EDGE_LAKES))('every query runs with its defaults on %s', async (name, rows) => {
        const lake = await openLake(await makeSampleLake(rows));
        const rowCounts: Record<string, number> = {};
        for (const query of catalogue) rowCounts[query.name] = (await queryOpenLake(lake, renderQuery(query))).length;
        lake.close();

        expect(Object.keys(rowCounts)).toEqual(catalogue.map((query) => query.name));
        expect(Object.values(rowCounts).some((count) => count > 0)).toBe(name !== 'an_empty_lake');
    });

    test.each(catalogue.map((query) => [query.name, query] as const))(
        '%s returns the same rows from its own partitions as from all partitions',
        async (_, query) => {
            const values = resolveValues(
                query,
                new Map([
                    ['first_day', ['2026-01-10']],
                    ['last_day', ['2026-01-12']],
                    ['user_pool_id', ['b_2']],
                ]),
                Date.UTC(2026, 0, 20),
            );
            const sql = renderQuery(query, values);
            const filtered = await openLake(folder!, partitionFilterOf(query, values));

            const [fromFiltered, fromAll] = [
                await queryOpenLake(filtered, sql).finally(() => filtered.close()),
                await queryOpenLake(all!, sql),
            ];

            expect(fromFiltered).toEqual(fromAll);
        },
    );
});

describe('findQuery', () => {
    const two = catalogue.filter(({ name }) => name === 'delivery_error_report' || name === 'risk_decision_report');

    test('a name finds its query', () => {
        expect(findQuery(catalogue, 'risk_decision_report').name).toBe('risk_decision_report');
    });

    test.each([
        ['risk_decison_report', ' Did you mean risk_decision_report?'],
        ['RISK-DECISION-REPORT', ' Did you mean risk_decision_report?'],
        ['delivery', ' Did you mean delivery_error_report?'],
        ['report', ' Did you mean delivery_error_report or risk_decision_report?'],
        ['weather\u001b[2J', ''],
    ])('an unknown name, %j, is answered with similar names', (name, hint) => {
        const printed = name.replace('\u001b', '\\x1b');

        expect(() => findQuery(two, name)).toThrow(
            new UserError(`Unknown query ${printed}.${hint} List all queries: query --list`, 2),
        );
    });

    test('a very long name is compared without failing', () => {
        expect(nearestNames('x'.repeat(1_000_000), ['abc'])).toEqual([]);
    });
});

test('an error names the file whose name differs from the header', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'risk'));
    writeFileSync(join(folder, 'risk', 'other.sql'), findQuery(catalogue, 'risk_decision_report').sql);

    expect(() => readCatalogue(folder)).toThrow('athena/queries/risk/other.sql: the header names risk_decision_report');
});
