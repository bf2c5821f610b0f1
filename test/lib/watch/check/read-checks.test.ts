import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findChecks, promiseOf, readChecks } from '../../../../lib/watch/check/read-checks.ts';
import { Complaint } from '../../../../lib/basics/complaint.ts';
import { openLake } from '../../../../lib/lake/open-lake.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { reachOf } from '../../../../lib/query/reach.ts';
import { renderQuery, settleValues, type Values } from '../../../../lib/query/render.ts';
import { rowsOf } from '../../../support/ask.ts';
import { givenLake, temporaryFolder, writeParquet, type GivenRows } from '../../../support/given-lake.ts';
import { brokenIn, checkNamed, id, times } from '../../../support/broken-by.ts';

const checks = readChecks();
const named = checks.map((check) => [check.name, check] as const);
const statementOf = (sql: string): string => sql.replace(/--.*$/gm, '').replace(/'[^']*'/g, "''");

/** What Trino has, or athena/duckdb-macros.sql makes DuckDB do as Trino does; and words before a parenthesis. */
const ALLOWED = new Set([
    'abs',
    'array_position',
    'avg',
    'cardinality',
    'cast',
    'coalesce',
    'concat',
    'contains',
    'count',
    'count_if',
    'date_add',
    'date_diff',
    'date_format',
    'element_at',
    'filter',
    'flatten',
    'length',
    'lower',
    'max',
    'max_by',
    'min',
    'min_by',
    'regexp_like',
    'regexp_replace',
    'round',
    'row_number',
    'sequence',
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

const DAYS = times(31, (n) => `2026-01-${String(n + 1).padStart(2, '0')}`);

/** A month of a pool in which nothing is wrong. */
const healthy = (tables: readonly (keyof GivenRows)[]): GivenRows => {
    const days = DAYS.flatMap((dt, day) =>
        times(4, (n) => ({ record_id: id(day * 100 + n), event_at: `${dt}T1${n}:00:00.000Z` })),
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

/** A lake that breaks every promise, on the 30th and 31st of January and before. */
const brokenLake = async (): Promise<string> => {
    const rows = ['2026-01-02', '2026-01-10', '2026-01-23', '2026-01-30'].flatMap((dt, day) =>
        times([120, 120, 120, 300][day] ?? 0, (n) => ({
            record_id: id(n < 5 ? n : day * 1000 + n),
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
    const folder = await givenLake({
        user_activity: [...rows, ...rows.map((row) => ({ ...row, ingest_path: 's3_export' }))],
        user_notification: [{ dt: '2026-01-30', event_at: '2026-01-30T10:00:00.000Z' }],
    });
    await writeParquet(
        join(folder, 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=2026-01-30/hand.parquet'),
        "select 'no id' as record_id, [null]::varchar[] as extra_names",
    );
    return folder;
};

/** The names of the promises that a lake breaks. */
const brokenOf = async (folder: string, values: Values): Promise<readonly string[]> => {
    const lake = await openLake(folder);
    const broken: string[] = [];
    for (const check of checks)
        if ((await rowsOf(lake, renderQuery(check, values))).length > 0) broken.push(check.name);
    lake.close();
    return broken;
};

describe('the checks', () => {
    test('are those of athena/checks, each once, the worst first', () => {
        const files = readdirSync(join(packageRoot(), 'athena', 'checks'));

        expect(checks.map(({ name }) => `${name}.sql`).toSorted()).toEqual(files.toSorted());
        expect([...new Set(checks.map(({ severity }) => severity))]).toEqual(['error', 'warning', 'info']);
    });

    test.each(named)('%s declares and explains what it uses, days and pool among it', (_, check) => {
        const used = new Set(
            [...check.sql.replace(/^--.*$/gm, '').matchAll(/(?<!:):([a-z_]+)/g)].map(([, name]) => name),
        );

        expect(used).toEqual(new Set(check.parameters.map(({ name }) => name)));
        expect(check.parameters.slice(0, 3).map(({ name }) => name)).toEqual(['first_day', 'last_day', 'user_pool_id']);
        expect(check.parameters.filter(({ about }) => about === '')).toEqual([]);
        expect(check.sql.replace(/^--.*$/gm, '')).not.toMatch(/;|\t| $/m);
        expect(check.reachesBack).not.toBeNull();
        expect(promiseOf(check)).toMatch(/^[A-Z][^.]*\.$/);
    });

    test.each(named)('%s uses nothing that Trino and DuckDB do not do alike', (_, check) => {
        const sql = statementOf(check.sql);
        const called = [...sql.matchAll(/\b([a-z_0-9]+)\s*\(/g)].map(([, name]) => String(name));

        expect(called.filter((name) => !ALLOWED.has(name) && name !== 'if')).toEqual([]);
        expect(sql).not.toMatch(/->|::|\b(qualify|exclude|ilike|group by all|any_value|list_|interval)\b/);
    });

    test('that share a parameter declare it alike, and none takes the name of an option', () => {
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

    test('run with their defaults put in, on an empty lake and as of now', async () => {
        expect(await brokenOf(await givenLake({}), new Map())).toEqual([]);
    });
});

describe('a healthy lake', () => {
    test.each([[['user_activity']], [['user_notification']], [['user_activity', 'user_notification']]] as const)(
        'of %j keeps every promise',
        async (tables) => {
            expect(
                await brokenOf(
                    await givenLake(healthy(tables)),
                    new Map([
                        ['first_day', ['2026-01-20']],
                        ['last_day', ['2026-01-31']],
                    ]),
                ),
            ).toEqual([]);
        },
    );
});

describe('a lake where all is wrong', () => {
    let folder = '';
    beforeAll(async () => {
        folder = await brokenLake();
    });

    test.each(named)('breaks %s, by the files within its reach as by all', async (name, check) => {
        const values = settleValues(
            check,
            new Map([
                ['first_day', ['2026-01-30']],
                ['last_day', ['2026-01-31']],
            ]),
            Date.UTC(2026, 1, 2),
        );
        const lake = await openLake(folder, reachOf(check, values));

        const near = await rowsOf(lake, renderQuery(check, values));

        lake.close();
        expect(near).not.toEqual([]);
        expect(near).toEqual(await brokenIn(folder, name, { first_day: '2026-01-30' }));
    });

    test('says nothing of another pool', async () => {
        expect(
            await brokenOf(
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

describe('names', () => {
    test('find their checks, in the order of all', () => {
        expect(findChecks(checks, ['words_known', 'record_id_unique']).map(({ name }) => name)).toEqual([
            'record_id_unique',
            'words_known',
        ]);
        expect(findChecks(checks, [])).toBe(checks);
    });

    test.each([
        ['record_id_uniq', ' Did you mean record_id_unique?'],
        ['weather\u001b[2J', ''],
    ])('%j, of none, is answered with the nearest', (name, hint) => {
        expect(() => findChecks(checks, [name])).toThrow(
            new Complaint(
                `there is no check ${name.replace('\u001b', '\\x1b')}.${hint} All are shown by: check --list`,
                2,
            ),
        );
    });
});

test('a check in a wrong file, or of a severity that is none, is named with it', () => {
    const [wrongFile, wrongSeverity] = [temporaryFolder(), temporaryFolder()];
    const { sql } = checkNamed('words_known');
    writeFileSync(join(wrongFile, 'other.sql'), sql);
    writeFileSync(join(wrongSeverity, 'words_known.sql'), sql.replace('severity: warning', 'severity: high'));

    expect(() => readChecks(wrongFile)).toThrow('athena/checks/other.sql: the header names words_known');
    expect(() => readChecks(wrongSeverity)).toThrow(
        'athena/checks/words_known.sql: severity is one of error, warning, info, not high',
    );
});
