/** Tests of the ledger of sent findings. */
import { expect, test } from 'vitest';
import { sentLedger } from '../../../../lib/watch/report/sent-ledger.ts';
import { episodeOf, hashParts, type FindingIdentity } from '../../../../lib/watch/report/finding-identity.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 0, 10);

const identityOf = (fromHour: number, toHour: number, name = 'a'): FindingIdentity => ({
    key: hashParts([name]),
    episode: { fromMs: NOW_MS + fromHour * HOUR_MS, toMs: NOW_MS + toHour * HOUR_MS },
});
const timeless: FindingIdentity = { key: hashParts(['b']), episode: null };

const at = (hours: number, quietHours = 24): { nowMs: number; quietMs: number } => ({
    nowMs: NOW_MS + hours * HOUR_MS,
    quietMs: quietHours * HOUR_MS,
});

const ledgerText = (...identities: readonly FindingIdentity[]): string => {
    const ledger = sentLedger('', at(0));
    ledger.add(identities);
    return ledger.text();
};

test.each([
    ['the same episode', identityOf(-2, -1), 1, true],
    ['a longer one', identityOf(-4, 3), 1, true],
    ['one that begins at its end', identityOf(-1, 3), 1, true],
    ['one that begins later', identityOf(-0.5, 3), 1, false],
    ['one that ended before', identityOf(-4, -3), 1, false],
    ['the same episode of another key', identityOf(-2, -1, 'c'), 1, false],
    ['the same episode after the quiet period', identityOf(-2, -1), 24, false],
    ['the same episode with a clock that is slightly behind', identityOf(-2, -1), -1, true],
    ['the same episode with a clock that is days behind', identityOf(-2, -1), -48, false],
])('after an episode was sent, isQuiet of %s is as expected', (_, identity, hours, isQuiet) => {
    expect(sentLedger(ledgerText(identityOf(-2, -1)), at(hours)).isQuiet(identity)).toBe(isQuiet);
});

test('a continuing episode stays quiet from run to run, even without its first part', () => {
    const second = sentLedger(ledgerText(identityOf(-2, -1)), at(1));
    second.isQuiet(identityOf(-1, 5));

    expect(sentLedger(second.text(), at(6)).isQuiet(identityOf(4, 6))).toBe(true);
});

test('a finding without times is quiet at any time, and withinMs shortens the quiet period', () => {
    const ledger = sentLedger(ledgerText(timeless), at(10));

    expect([
        ledger.isQuiet(timeless),
        ledger.isQuiet(timeless, 10 * HOUR_MS),
        ledger.isQuiet({ ...timeless, episode: identityOf(1, 2).episode }),
    ]).toEqual([true, false, true]);
});

test('a removed key is not quiet, and expired entries are dropped', () => {
    const ledger = sentLedger(ledgerText(timeless, identityOf(-2, -1)), at(1));
    ledger.remove(timeless.key);

    expect(ledger.isQuiet(timeless)).toBe(false);
    expect(ledger.text().split('\n')).toHaveLength(2);
    expect(sentLedger(ledgerText(timeless, identityOf(-2, -1)), at(30)).text()).toBe('');
});

test('episodeOf reads the times of both engines and days, and returns null without a time', () => {
    const ms = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

    expect(episodeOf('2026-01-02T03:04:05.006Z', '2026-01-02 03:04:05.006')).toEqual({ fromMs: ms, toMs: ms });
    expect(episodeOf('2026-01-02', '2026-01-02')).toEqual({ fromMs: Date.UTC(2026, 0, 2), toMs: Date.UTC(2026, 0, 2) });
    expect(episodeOf('2026-01-02', null)).toBeNull();
});
