import { describe, expect, test } from 'vitest';
import { parseHeader } from '../../../lib/query/header.ts';

const HEADER = [
    "-- lost_calls: one row is one caller's day.",
    '-- Asks who called in vain. Reads calls.',
    '-- severity: high',
    '-- false alarm: wrong numbers.',
    '-- next: call back.',
    '-- reaches back: 30 days',
    "-- :first_day date = current_date - interval '7' day",
    '--     First day,',
    '--     included.',
    '-- :countries list of strings =',
    '--     Countries left out.',
    "-- :greeting string = 'it''s :me -- there'",
    '-- :factor double = 0.5',
    'select 1 -- :not_one integer = 5',
];
const without = (start: string): string => HEADER.filter((line) => !line.startsWith(start)).join('\n');

describe('a header', () => {
    test('is read as data', () => {
        expect(parseHeader(HEADER.join('\n'))).toEqual({
            name: 'lost_calls',
            grain: "one caller's day.",
            asks: 'Asks who called in vain. Reads calls.',
            severity: 'high',
            falseAlarm: 'wrong numbers.',
            next: 'call back.',
            reachesBack: '30',
            parameters: [
                {
                    name: 'first_day',
                    type: 'date',
                    default: "current_date - interval '7' day",
                    about: 'First day, included.',
                },
                { name: 'countries', type: 'list of strings', default: '', about: 'Countries left out.' },
                { name: 'greeting', type: 'string', default: "'it''s :me -- there'", about: '' },
                { name: 'factor', type: 'double', default: '0.5', about: '' },
            ],
        });
    });

    test('may leave out how far back it reads', () => {
        expect(parseHeader(without('-- reaches back')).reachesBack).toBeNull();
    });

    test.each([
        ['-- lost_calls', 'name: one row is …'],
        ['-- Asks', 'Asks …'],
        ['-- severity', 'severity: …'],
        ['-- false alarm', 'false alarm: …'],
        ['-- next', 'next: …'],
    ])('without the line %s is refused', (line, what) => {
        expect(() => parseHeader(without(line))).toThrow(`the header has no line "-- ${what}"`);
    });

    test.each([
        ['-- :x date = yesterday', 'not a default of type date'],
        ["-- :x date = date '2026-02-30'", 'not a default of type date'],
        ["-- :x date = current_date - interval '7' day; drop table x", 'not a default of type date'],
        ['-- :x integer = 1.5', 'not a default of type integer'],
        ["-- :x string = it's", 'not a default of type string'],
        ["-- :x list of strings = 'a' 'b'", 'not a default of type list of strings'],
        ["-- :x list of strings = 'a', b", 'not a default of type list of strings'],
        ['-- :x colour = red', 'not a parameter'],
        ['-- :X integer = 1', 'not a parameter'],
        ["-- :format string = 'csv'", 'a reserved name'],
        ["-- :no_pool string = 'x'", 'a reserved name'],
    ])('with the line %s is refused', (line, reason) => {
        const text = [...HEADER.slice(0, 5), line, 'select 1'].join('\n');

        expect(() => parseHeader(text)).toThrow(reason);
    });

    test('of an unknown severity is refused', () => {
        expect(() => parseHeader(HEADER.join('\n').replace('severity: high', 'severity: awful'))).toThrow(
            'severity is one of info, low, medium, high, not awful',
        );
    });
});

test('a header with nothing behind it is read to its end', () => {
    expect(parseHeader(HEADER.slice(0, 6).join('\n'))).toMatchObject({
        name: 'lost_calls',
        reachesBack: '30',
        parameters: [],
    });
});
