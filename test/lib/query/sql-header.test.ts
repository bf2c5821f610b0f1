/** Tests of parsing the header of a query. */
import { describe, expect, test } from 'vitest';
import { parseQueryHeader } from '../../../lib/query/sql-header.ts';

const HEADER = [
    "-- lost_calls: one row is one caller's day.",
    '-- title: Lost calls',
    '-- description: Callers who called in vain. Look at it every',
    '--     day.',
    '-- severity: high',
    '-- false positives: wrong numbers.',
    '-- next: call back.',
    '-- also reads: the 30 days before first_day',
    "-- :first_day date = current_date - interval '7' day",
    '--     First day,',
    '--     inclusive.',
    '-- :countries list of strings =',
    '--     Countries left out.',
    "-- :greeting string = 'it''s :me -- there'",
    '-- :factor double = 0.5',
    'select 1 -- :not_one integer = 5',
];
const without = (start: string): string => HEADER.filter((line) => !line.startsWith(start)).join('\n');

describe('parseQueryHeader', () => {
    test('a header is parsed into its fields', () => {
        expect(parseQueryHeader(HEADER.join('\n'))).toEqual({
            name: 'lost_calls',
            grain: "one caller's day.",
            title: 'Lost calls',
            description: 'Callers who called in vain. Look at it every day.',
            severity: 'high',
            falsePositives: 'wrong numbers.',
            notDetected: null,
            nextStep: 'call back.',
            lookback: '30',
            parameters: [
                {
                    name: 'first_day',
                    type: 'date',
                    default: "current_date - interval '7' day",
                    description: 'First day, inclusive.',
                },
                { name: 'countries', type: 'list of strings', default: '', description: 'Countries left out.' },
                { name: 'greeting', type: 'string', default: "'it''s :me -- there'", description: '' },
                { name: 'factor', type: 'double', default: '0.5', description: '' },
            ],
        });
    });

    test('the grain may go on in the next line', () => {
        const text = [`${HEADER[0]}`, '--     (in UTC)', ...HEADER.slice(1)].join('\n');

        expect(parseQueryHeader(text)).toMatchObject({
            name: 'lost_calls',
            grain: "one caller's day. (in UTC)",
            title: 'Lost calls',
        });
    });

    test('a header without a lookback is valid', () => {
        expect(parseQueryHeader(without('-- also reads')).lookback).toBeNull();
    });

    test('days to read that are not days before first_day are rejected', () => {
        const text = HEADER.join('\n').replace('the 30 days before first_day', '30 days');

        expect(() => parseQueryHeader(text)).toThrow('also reads must be days before first_day, not 30 days');
    });

    test('what a query does not detect is parsed with the lines that continue it', () => {
        const text = [
            ...HEADER.slice(0, 5),
            '-- not detected: calls to a',
            '--     number that is off.',
            ...HEADER.slice(5),
        ].join('\n');

        expect(parseQueryHeader(text)).toMatchObject({
            falsePositives: 'wrong numbers.',
            notDetected: 'calls to a number that is off.',
            nextStep: 'call back.',
        });
    });

    test('a header without a statement after it is valid', () => {
        expect(parseQueryHeader(HEADER.slice(0, 8).join('\n'))).toMatchObject({
            name: 'lost_calls',
            lookback: '30',
            parameters: [],
        });
    });

    test.each([
        ['-- lost_calls', 'name: one row is …'],
        ['-- title', 'title: …'],
        ['-- description', 'description: …'],
        ['-- severity', 'severity: …'],
        ['-- false positives', 'false positives: …'],
        ['-- next', 'next: …'],
    ])('a header without the line %s is rejected', (line, expected) => {
        expect(() => parseQueryHeader(without(line))).toThrow(`the header has no line "-- ${expected}"`);
    });

    test.each([
        ['-- :x date = yesterday', 'invalid default of type date'],
        ["-- :x date = date '2026-02-30'", 'invalid default of type date'],
        ["-- :x date = current_date - interval '7' day; drop table x", 'invalid default of type date'],
        ['-- :x integer = 1.5', 'invalid default of type integer'],
        ["-- :x string = it's", 'invalid default of type string'],
        ["-- :x list of strings = 'a' 'b'", 'invalid default of type list of strings'],
        ["-- :x list of strings = 'a', b", 'invalid default of type list of strings'],
        ['-- :x colour = red', 'invalid parameter'],
        ['-- :X integer = 1', 'invalid parameter'],
        ["-- :format string = 'csv'", 'reserved parameter name'],
        ["-- :no_pool string = 'x'", 'reserved parameter name'],
    ])('a header with the line %s is rejected', (line, reason) => {
        const text = [...HEADER.slice(0, 8), line, 'select 1'].join('\n');

        expect(() => parseQueryHeader(text)).toThrow(reason);
    });

    test('an unknown severity is rejected', () => {
        expect(() => parseQueryHeader(HEADER.join('\n').replace('severity: high', 'severity: awful'))).toThrow(
            'severity must be one of info, low, medium, high, not awful',
        );
    });
});
