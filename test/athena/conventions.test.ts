/** What the answers of the queries have in common. */
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../lib/query/catalogue.ts';
import { casesOf, columnsOf, queriesWithCases } from './case/given-case.ts';

const catalogue = readCatalogue().filter(({ name }) => queriesWithCases().includes(name));
const named = catalogue.map((query) => [query.name, query] as const);

/** The groups whose every query accuses an address or a user, and the two exceptions. */
const ACCUSING = new Set(['attacks', 'travel', 'mfa']);
const accusing = named.filter(
    ([name, { group }]) =>
        (ACCUSING.has(group) && name !== 'mfa_coverage') || name === 'compromised_credentials_passed',
);

describe('a query that accuses somebody', () => {
    test.each(accusing)(
        '%s gives pool, whom, from when to when, how many attempts, and whether it is known',
        (_, { name, parameters }) => {
            const columns = Object.entries(columnsOf(name)).map(([column, type]) => `${column} ${type}`);

            expect(columns).toEqual(
                expect.arrayContaining([
                    'user_pool_id varchar',
                    'first_at timestamp(3)',
                    'last_at timestamp(3)',
                    'attempt_count bigint',
                    'known boolean',
                ]),
            );
            expect(
                columns.includes('ip_address varchar') ||
                    columns.includes('device_name varchar') ||
                    (columns.includes('user_sub varchar') && columns.includes('user_name varchar')),
            ).toBe(true);
            expect(parameters.find((parameter) => parameter.name === 'known')).toMatchObject({
                type: 'string',
                default: "'shown'",
            });
        },
    );

    test.each(accusing)('%s marks known ones, and leaves them out when that is asked', (_, { name }) => {
        const cases = casesOf(name);

        expect(
            cases.some(({ known = [], rows }) => known.length > 0 && rows.some((row) => row['known'] === true)),
        ).toBe(true);
        expect(cases.some(({ known = [], parameters }) => known.length > 0 && parameters['known'] === 'hidden')).toBe(
            true,
        );
    });
});

describe('every query', () => {
    test.each(named)(
        '%s says in a few sentences what it is about',
        (_, { grain, asks, falseAlarm, next, parameters }) => {
            const texts = [grain, asks, falseAlarm, next, ...parameters.map(({ about }) => about)];

            expect(texts.filter((text) => text.length < 12 || !/[.)?]$/.test(text))).toEqual([]);
            expect(asks).toMatch(/\. Reads [a-z_]+(, [a-z_]+)*(, and of it only .+)?\.$|\. Reads .+\.$/);
        },
    );

    test.each(named)(
        '%s says how far back it reads, and gives the thresholds that it uses as parameters',
        (_, { sql, reachesBack, parameters }) => {
            const statement = sql.replace(/^--.*$/gm, '').replace(/'[^']*'/g, "''");

            expect(reachesBack).not.toBeNull();
            expect([...statement.matchAll(/(?:>=|<=|>|<) (\d{2,})\b/g)].map(([text]) => text)).toEqual([]);
            expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
        },
    );

    test.each(named)(
        '%s answers with plain values: of a list Athena gives only a text, in which a comma tells nothing',
        (_, { name }) => {
            expect(
                Object.values(columnsOf(name)).filter(
                    (type) => !/^(varchar|bigint|integer|double|boolean|date|timestamp\(3\))$/.test(type),
                ),
            ).toEqual([]);
        },
    );

    test.each(named.filter(([, { name }]) => Object.values(columnsOf(name)).includes('double')))(
        '%s rounds what it divides: the engines add up in another order',
        (_, { sql }) => {
            expect(sql).toMatch(/\bround\(/);
        },
    );

    test.each(
        named.filter(
            ([, { sql }]) => /\bip_address\b|\bcountry\b/.test(sql) && /(?:and|where) is_ip_trustworthy/.test(sql),
        ),
    )(
        '%s, that leaves out untrustworthy addresses, says so in its header',
        (_, { asks, grain, falseAlarm, parameters }) => {
            expect([grain, asks, falseAlarm, ...parameters.map(({ about }) => about)].join(' ')).toMatch(
                /is_ip_trustworthy|trustworthy|context data/,
            );
        },
    );
});
