/** Tests of what is remembered of findings, without a lake. */
import { expect, test } from 'vitest';
import { givenLedger } from '../../../../lib/watch/report/given-ledger.ts';
import { episodeOf, keyOf, type Identity } from '../../../../lib/watch/report/identity.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 0, 10);

const found = (fromHour: number, toHour: number, name = 'a'): Identity => ({
    key: keyOf([name]),
    episode: { fromMs: NOW_MS + fromHour * HOUR_MS, toMs: NOW_MS + toHour * HOUR_MS },
});
const timeless: Identity = { key: keyOf(['b']), episode: null };

const at = (hours: number, quietHours = 24): { nowMs: number; quietMs: number } => ({
    nowMs: NOW_MS + hours * HOUR_MS,
    quietMs: quietHours * HOUR_MS,
});

const noted = (...identities: readonly Identity[]): string => {
    const ledger = givenLedger('', at(0));
    ledger.note(identities);
    return ledger.text();
};

test.each([
    ['the same', found(-2, -1), 1, true],
    ['one that grew on either side', found(-4, 3), 1, true],
    ['one that begins when it ended', found(-1, 3), 1, true],
    ['one that begins later', found(-0.5, 3), 1, false],
    ['one that ended before', found(-4, -3), 1, false],
    ['the same of another', found(-2, -1, 'c'), 1, false],
    ['the same when the quiet time is over', found(-2, -1), 24, false],
    ['the same on a clock that is somewhat behind', found(-2, -1), -1, true],
    ['one given in a future that is days away', found(-2, -1), -48, false],
])('after an episode was given, %s is quiet or not', (_, identity, hours, isQuiet) => {
    expect(givenLedger(noted(found(-2, -1)), at(hours)).isQuiet(identity)).toBe(isQuiet);
});

test('an episode that goes on is followed from run to run, also when its first part has left the answer', () => {
    const second = givenLedger(noted(found(-2, -1)), at(1));
    second.isQuiet(found(-1, 5));

    expect(givenLedger(second.text(), at(6)).isQuiet(found(4, 6))).toBe(true);
});

test('what has no time of its own is the same at any time, and can be asked for a shorter quiet time', () => {
    const ledger = givenLedger(noted(timeless), at(10));

    expect([
        ledger.isQuiet(timeless),
        ledger.isQuiet(timeless, 10 * HOUR_MS),
        ledger.isQuiet({ ...timeless, episode: found(1, 2).episode }),
    ]).toEqual([true, false, true]);
});

test('what is forgotten is not quiet, and what is over is not kept', () => {
    const ledger = givenLedger(noted(timeless, found(-2, -1)), at(1));
    ledger.forget(timeless.key);

    expect(ledger.isQuiet(timeless)).toBe(false);
    expect(ledger.text().split('\n')).toHaveLength(2);
    expect(givenLedger(noted(timeless, found(-2, -1)), at(30)).text()).toBe('');
});

test('an episode is one in either way of writing times, and of a day; none where a time is missing', () => {
    const ms = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

    expect(episodeOf('2026-01-02T03:04:05.006Z', '2026-01-02 03:04:05.006')).toEqual({ fromMs: ms, toMs: ms });
    expect(episodeOf('2026-01-02', '2026-01-02')).toEqual({ fromMs: Date.UTC(2026, 0, 2), toMs: Date.UTC(2026, 0, 2) });
    expect(episodeOf('2026-01-02', null)).toBeNull();
});
