/** Tests of the part of a query's help that follows its options. */
import { expect, test } from 'vitest';
import { alsoReads } from '../../../lib/query/query-help.ts';

test.each([
    ['1', 'the day before --first-day.'],
    ['28', '28 days before --first-day.'],
    [':learned_days', 'as many days as --learned-days before --first-day.'],
    [null, 'all days before --first-day.'],
])('a lookback of %j reads %s', (lookback, words) => {
    expect(alsoReads(lookback)).toBe(words);
});
