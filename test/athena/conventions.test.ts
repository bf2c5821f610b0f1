/** Checks that all queries have the same conventions in header, parameters and columns. */
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { readCases, readCaseColumns, queriesWithCases } from './case/read-cases.ts';

const catalogue = readCatalogue().filter(({ name }) => queriesWithCases().includes(name));
const named = catalogue.map((query) => [query.name, query] as const);

/** Groups in which every query is a detection, but for mfa_coverage. */
const DETECTION_GROUPS = new Set(['attacks', 'travel', 'mfa']);
const detections = named.filter(
    ([name, { group }]) =>
        (DETECTION_GROUPS.has(group) && name !== 'mfa_coverage') || name === 'compromised_credentials_passed',
);

describe('a detection', () => {
    test.each(detections)(
        '%s has columns for pool, subject, first and last time, attempts and allowlist',
        (_, { name, parameters }) => {
            const columns = Object.entries(readCaseColumns(name)).map(([column, type]) => `${column} ${type}`);

            expect(columns).toEqual(
                expect.arrayContaining([
                    'user_pool_id varchar',
                    'first_at timestamp(3)',
                    'last_at timestamp(3)',
                    'attempt_count bigint',
                    'is_allowlisted boolean',
                ]),
            );
            expect(
                columns.includes('ip_address varchar') ||
                    columns.includes('device_name varchar') ||
                    (columns.includes('user_sub varchar') && columns.includes('user_name varchar')),
            ).toBe(true);
            expect(parameters.find((parameter) => parameter.name === 'allowlisted')).toMatchObject({
                type: 'string',
                default: "'shown'",
            });
        },
    );

    test.each(detections)('%s has cases with allowlisted rows marked and hidden', (_, { name }) => {
        const cases = readCases(name);

        expect(
            cases.some(
                ({ allowlist = [], rows }) =>
                    allowlist.length > 0 && rows.some((row) => row['is_allowlisted'] === true),
            ),
        ).toBe(true);
        expect(
            cases.some(
                ({ allowlist = [], parameters }) => allowlist.length > 0 && parameters['allowlisted'] === 'hidden',
            ),
        ).toBe(true);
    });
});

describe('every query', () => {
    test.each(named)(
        '%s has a title, full sentences, and says when to look at it',
        (_, { grain, title, description, falsePositives, notDetected, nextStep, parameters }) => {
            const texts = [
                grain,
                description,
                falsePositives,
                ...(notDetected === null ? [] : [notDetected]),
                nextStep,
                ...parameters.map((parameter) => parameter.description),
            ];

            expect(texts.filter((text) => text.length < 12 || !/[.)?]$/.test(text))).toEqual([]);
            expect(title).toMatch(/^[A-Z][^.]+[^.]$/);
            expect(description).toMatch(/\. Look at it [^.]+\.$/);
        },
    );

    test.each(named)('%s has a lookback, and its thresholds are parameters', (_, { sql, lookback, parameters }) => {
        const statement = sql.replace(/^--.*$/gm, '').replace(/'[^']*'/g, "''");

        expect(lookback).not.toBeNull();
        expect([...statement.matchAll(/(?:>=|<=|>|<) (\d{2,})\b/g)].map(([text]) => text)).toEqual([]);
        expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
    });

    test.each(named)('%s has no columns with arrays: Athena returns them as ambiguous text', (_, { name }) => {
        expect(
            Object.values(readCaseColumns(name)).filter(
                (type) => !/^(varchar|bigint|integer|double|boolean|date|timestamp\(3\))$/.test(type),
            ),
        ).toEqual([]);
    });

    test.each(named.filter(([, { name }]) => Object.values(readCaseColumns(name)).includes('double')))(
        '%s rounds its quotients, because the engines add in different orders',
        (_, { sql }) => {
            expect(sql).toMatch(/\bround\(/);
        },
    );

    test.each(
        named.filter(
            ([, { sql }]) => /\bip_address\b|\bcountry\b/.test(sql) && /(?:and|where) is_ip_trustworthy/.test(sql),
        ),
    )(
        '%s says in its header that it leaves out untrustworthy addresses',
        (_, { description, grain, notDetected, parameters }) => {
            expect(
                [grain, description, notDetected, ...parameters.map((parameter) => parameter.description)].join(' '),
            ).toMatch(/is_ip_trustworthy|trustworthy|context data/);
        },
    );
});

/** The one spelling of a look-up in the allowlist, and the kind of each column. */
const LOOK_UP = /coalesce\((\w+) in \(select value from allowlist where kind = '(\w+)'\), false\)/g;
const ALLOWLIST_KIND: Readonly<Record<string, string>> = {
    ip_address: 'address',
    from_ip_address: 'address',
    user_sub: 'user_sub',
    user_name: 'user_name',
};

test.each(readCatalogue().filter(({ sql }) => sql.includes('from allowlist')))(
    '$name looks up the allowlist as every query does',
    ({ sql }) => {
        const lookUps = [...sql.matchAll(LOOK_UP)];

        expect(lookUps).toHaveLength(sql.split('from allowlist').length - 1);
        expect(lookUps.map(([, , kind]) => kind)).toEqual(lookUps.map(([, column = '']) => ALLOWLIST_KIND[column]));
    },
);
