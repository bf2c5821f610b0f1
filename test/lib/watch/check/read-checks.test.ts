/** Tests of all checks: headers, SQL dialect, and results on a healthy and a broken lake. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChecks, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import { UserError } from '../../../../lib/basics/user-error.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { partitionFilterOf } from '../../../../lib/query/partition-filter.ts';
import { renderQuery, resolveValues, type ParameterValues } from '../../../../lib/query/render-query.ts';
import { queryOpenLake } from '../../../support/query-rows.ts';
import { makeSampleLake, temporaryFolder, writeParquet, type LakeRows } from '../../../support/make-sample-lake.ts';
import { findFailingRowsInLake, findCheck, numberedRecordId, repeatRow } from '../../../support/find-failing-rows.ts';

const checks = readChecks();
const checksByName = checks.map((check) => [check.name, check] as const);
const statementOf = (sql: string): string => sql.replace(/--.*$/gm, '').replace(/'[^']*'/g, "''");

/** Functions of Trino that DuckDB or athena/duckdb-macros.sql also has, and keywords before a parenthesis. */
const ALLOWED = new Set([
    'abs',
    'array_join',
    'array_position',
    'avg',
    'cardinality',
    'cast',
    'chr',
    'coalesce',
    'concat',
    'contains',
    'count',
    'count_if',
    'date_add',
    'date_diff',
    'date_format',
    'date_trunc',
    'element_at',
    'filter',
    'flatten',
    'greatest',
    'length',
    'lower',
    'max',
    'max_by',
    'min',
    'min_by',
    'regexp_like',
    'regexp_replace',
    'replace',
    'round',
    'row_number',
    'rtrim',
    'sequence',
    'strpos',
    'substr',
    'sum',
    'unnest',
    'as',
    'and',
    'or',
    'in',
    'over',
    'by',
    'f',
    'c',
    'd',
    'i',
    'w',
    'where',
    'not',
]);

const DAYS = repeatRow(31, (n) => `2026-01-${String(n + 1).padStart(2, '0')}`);

/** A month of valid rows of one pool. */
const makeHealthyRows = (tables: readonly (keyof LakeRows)[]): LakeRows => {
    const days = DAYS.flatMap((dt, day) =>
        repeatRow(4, (n) => ({ record_id: numberedRecordId(day * 100 + n), event_at: `${dt}T1${n}:00:00.000Z` })),
    );
    return {
        ...(tables.includes('user_activity')
            ? {
                  user_activity: days.map((row) => ({
                      ...row,
                      event_id: row.record_id,
                      event_type_raw: 'SignIn',
                      challenge_names: ['Password'],
                      challenge_results: ['Success'],
                  })),
              }
            : {}),
        ...(tables.includes('user_notification')
            ? { user_notification: days.map((row) => ({ ...row, error_class: 'Throttled' })) }
            : {}),
    };
};

/** A lake that fails every check, on the 30th and 31st of January and before. */
const makeBrokenLake = async (): Promise<string> => {
    const rows = ['2026-01-02', '2026-01-10', '2026-01-23', '2026-01-30'].flatMap((dt, day) =>
        repeatRow([120, 120, 120, 300][day] ?? 0, (n) => ({
            record_id: numberedRecordId(n < 5 ? n : day * 1000 + n),
            event_id: `e${day}-${n}`,
            dt,
            event_type_raw: 'SignUp',
            event_response: n % 2 === 0 ? 'Expired' : 'InProgress',
            event_at_source: 'arrival',
            event_at: `${dt}T10:00:00.000Z`,
            arrived_at: `${dt}T14:00:00.000Z`,
            city: day === 3 ? null : 'Lyon',
            extra_names: ['message.riskLevel', 'message.new'],
            extra_values: ['Severe'],
        })),
    );
    const folder = await makeSampleLake({
        user_activity: [...rows, ...rows.map((row) => ({ ...row, ingest_path: 's3_export', country: 'Chile' }))],
        user_notification: [{ dt: '2026-01-30', event_at: '2026-01-30T10:00:00.000Z' }],
    });
    await writeParquet(
        join(folder, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-30/hand.parquet'),
        "select 'no id' as record_id, [null]::varchar[] as extra_names",
    );
    return folder;
};

/** The names of the checks that a lake fails. */
const failedChecksOf = async (folder: string, values: ParameterValues): Promise<readonly string[]> => {
    const lake = await openLake(folder);
    const failed: string[] = [];
    for (const check of checks)
        if ((await queryOpenLake(lake, renderQuery(check, values))).length > 0) failed.push(check.name);
    lake.close();
    return failed;
};

describe('the checks', () => {
    test('are the files of athena/checks, each once, worst first', () => {
        const files = readdirSync(join(packageRoot(), 'athena', 'checks'));

        expect(checks.map(({ name }) => `${name}.sql`).toSorted()).toEqual(files.toSorted());
        expect([...new Set(checks.map(({ severity }) => severity))]).toEqual(['error', 'warning', 'info']);
    });

    test.each(checksByName)('%s declares and describes each parameter it uses, including days and pool', (_, check) => {
        const used = new Set(
            [...check.sql.replace(/^--.*$/gm, '').matchAll(/(?<!:):([a-z_]+)/g)].map(([, name]) => name),
        );

        expect(used).toEqual(new Set(check.parameters.map(({ name }) => name)));
        expect(check.parameters.slice(0, 3).map(({ name }) => name)).toEqual(['first_day', 'last_day', 'user_pool_id']);
        expect(check.parameters.filter(({ description }) => description === '')).toEqual([]);
        expect(check.sql.replace(/^--.*$/gm, '')).not.toMatch(/;|\t| $/m);
        expect(check.lookback).not.toBeNull();
        expect(check.title).toMatch(/^[A-Z][^.]*[^.]$/);
    });

    test.each(checksByName)('%s uses only functions that Trino and DuckDB share', (_, check) => {
        const sql = statementOf(check.sql);
        const called = [...sql.matchAll(/\b([a-z_0-9]+)\s*\(/g)].map(([, name]) => String(name));

        expect(called.filter((name) => !ALLOWED.has(name) && name !== 'if')).toEqual([]);
        expect(sql).not.toMatch(/->|::|\b(qualify|exclude|ilike|group by all|any_value|list_|interval)\b/);
    });

    test('that share a parameter declare it identically, and no parameter has the name of an option', () => {
        const declared = checks.flatMap(({ parameters }) =>
            parameters.map((parameter) => [parameter.name, JSON.stringify(parameter)] as const),
        );

        expect(
            declared.filter(([name, text]) =>
                declared.some(([other, otherText]) => name === other && text !== otherText),
            ),
        ).toEqual([]);
        expect(declared.filter(([name]) => ['json', 'all_days'].includes(name))).toEqual([]);
    });

    test('run with their SQL defaults on an empty lake', async () => {
        expect(await failedChecksOf(await makeSampleLake({}), new Map())).toEqual([]);
    });
});

describe('a healthy lake', () => {
    test.each([[['user_activity']], [['user_notification']], [['user_activity', 'user_notification']]] as const)(
        'of %j passes every check',
        async (tables) => {
            expect(
                await failedChecksOf(
                    await makeSampleLake(makeHealthyRows(tables)),
                    new Map([
                        ['first_day', ['2026-01-20']],
                        ['last_day', ['2026-01-31']],
                    ]),
                ),
            ).toEqual([]);
        },
    );
});

describe('a broken lake', () => {
    let folder = '';
    beforeAll(async () => {
        folder = await makeBrokenLake();
    });

    test.each(checksByName)(
        'fails %s with the files of its partition filter as with all files',
        async (name, check) => {
            const values = resolveValues(
                check,
                new Map([
                    ['first_day', ['2026-01-30']],
                    ['last_day', ['2026-01-31']],
                ]),
                Date.UTC(2026, 1, 2),
            );
            const lake = await openLake(folder, partitionFilterOf(check, values));

            const filtered = await queryOpenLake(lake, renderQuery(check, values));

            lake.close();
            expect(filtered).not.toEqual([]);
            expect(filtered).toEqual(await findFailingRowsInLake(folder, name, { first_day: '2026-01-30' }));
        },
    );

    test('passes every check for another pool', async () => {
        expect(
            await failedChecksOf(
                folder,
                new Map([
                    ['first_day', ['2026-01-01']],
                    ['last_day', ['2026-01-31']],
                    ['user_pool_id', ['b_2']],
                ]),
            ),
        ).toEqual([]);
    });
});

describe('findChecks', () => {
    test('returns the named checks in catalogue order', () => {
        expect(findChecks(checks, ['words_known', 'record_id_unique']).map(({ name }) => name)).toEqual([
            'record_id_unique',
            'words_known',
        ]);
        expect(findChecks(checks, [])).toBe(checks);
    });

    test.each([
        ['record_id_uniq', ' Did you mean record_id_unique?'],
        ['weather\u001b[2J', ''],
    ])('rejects %j and suggests the nearest name', (name, hint) => {
        expect(() => findChecks(checks, [name])).toThrow(
            new UserError(`Unknown check ${name.replace('\u001b', '\\x1b')}.${hint} List all checks: check --list`, 2),
        );
    });
});

test('an error in a header names the file: another name, or an unknown severity', () => {
    const [wrongFile, wrongSeverity] = [temporaryFolder(), temporaryFolder()];
    const { sql } = findCheck('words_known');
    writeFileSync(join(wrongFile, 'other.sql'), sql);
    writeFileSync(join(wrongSeverity, 'words_known.sql'), sql.replace('severity: warning', 'severity: high'));

    expect(() => readChecks(wrongFile)).toThrow('athena/checks/other.sql: the header has the name words_known');
    expect(() => readChecks(wrongSeverity)).toThrow(
        'athena/checks/words_known.sql: severity must be one of error, warning, info, not high',
    );
});
