/** Tests of a rebuild's summary for a person. */
import { expect, test } from 'vitest';
import { noDifferences, type Differences } from '../../../../lib/operate/rebuild/differences.ts';
import { newRebuildSummary, type RebuildSummary } from '../../../../lib/operate/rebuild/rebuild-summary.ts';
import { rebuildText } from '../../../../lib/operate/rebuild/rebuild-text.ts';

const SOURCES = {
    files: 1,
    arrivals: 12,
    events: 1234,
    rows: { user_activity: 1230, user_notification: 3 },
    refused: 1,
    refused_by_reason: {},
    unusable: [],
    unusable_count: 0,
};
const id = (digit: string): string => digit.repeat(32);

const given = (activity: Partial<Differences>, more: Partial<RebuildSummary> = {}): RebuildSummary => ({
    ...newRebuildSummary({ sources: SOURCES, before_day: null, is_dry_run: false, is_gone_dropped: false }),
    partitions: { found: 40, not_closed: 0, rebuilt: 2, same: 38 },
    tables: {
        user_activity: { ...noDifferences(), ...activity },
        user_notification: { ...noDifferences(), rows_before: 3, rows_after: 3, same: 3 },
    },
    ...more,
});

const DIFFERENT: Partial<Differences> = {
    rows_before: 1230,
    rows_after: 1231,
    same: 1220,
    changed: 3,
    changed_by_column: { city: 1, risk_decision: 3 },
    moved: 1,
    added: 2,
    gone: 1,
    examples: { changed: [id('a'), id('b'), id('c')], moved: [id('d')], added: [], gone: ['\u001b[31m'] },
};

test('what differs is told by kind, with the commonest column first, two examples and what becomes of rows in no source', () => {
    expect(rebuildText(given(DIFFERENT), 'my-lake')).toBe(`Rebuilt my-lake
  sources      1 file, 1,234 events, 1 of them refused
  partitions   2 of 40 rebuilt, 38 the same
user_activity
  rows         1,230 before, 1,231 after, 1,220 the same
  changed      3 rows with another value in
               risk_decision                    3
               city                             1
               ${id('a')} ${id('b')} …
  moved        1 row into another partition
               ${id('d')}
  added        2 rows that the old lake did not have
  gone         1 row in no source: kept
               \\x1b[31m
user_notification
  rows         3 before, 3 after, 3 the same
`);
});

test('rows in no source that were dropped are told as that', () => {
    expect(rebuildText(given({ gone: 2 }, { is_gone_dropped: true }), 'lake')).toContain(
        '  gone         2 rows in no source: dropped\n',
    );
});

test('a trial run, days that are not closed, and a lake that needs nothing are told as that', () => {
    const partitions = { found: 40, not_closed: 1, rebuilt: 1, same: 38 };

    expect(rebuildText(given({}, { is_dry_run: true, partitions }), 'lake')).toMatch(
        /^Rebuilding lake would come to\n.*\n {2}partitions {3}1 of 40 rebuilt, 38 the same, 1 not closed yet\n/,
    );
    expect(rebuildText(given({}, { partitions: { ...partitions, rebuilt: 0 } }), 'lake')).toMatch(
        /^lake needs no rebuild: nothing was changed\n/,
    );
});

test('what is not usable of the sources is named as far as it was noted, and the rest counted', () => {
    const sources = { ...SOURCES, unusable: [{ where: 'a.ndjson, line 2', why: 'is refused' }], unusable_count: 4 };

    expect(rebuildText(given({}, { sources }), 'lake')).toMatch(
        /Not usable of the sources:\n {2}a\.ndjson, line 2\n {4}is refused\n {2}and 3 more\n$/,
    );
    expect(rebuildText(given({}, { sources: { ...sources, unusable_count: 1 } }), 'lake')).toMatch(/is refused\n$/);
});
