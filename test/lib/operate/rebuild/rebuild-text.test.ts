/** Tests of the rebuild summary as text. */
import { expect, test } from 'vitest';
import { noDifferences, type Differences } from '../../../../lib/operate/rebuild/differences.ts';
import { newRebuildSummary, type RebuildSummary } from '../../../../lib/operate/rebuild/rebuild-summary.ts';
import { rebuildText } from '../../../../lib/operate/rebuild/rebuild-text.ts';

const SOURCES = {
    files: 1,
    records: 12,
    events: 1234,
    rows: { user_activity: 1230, user_notification: 3 },
    rejected: 1,
    rejected_by_reason: {},
    failed: 0,
    failed_by_code: {},
    unusable: [],
    unusable_count: 0,
};
const id = (digit: string): string => digit.repeat(32);

const summaryWith = (activity: Partial<Differences>, more: Partial<RebuildSummary> = {}): RebuildSummary => ({
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

test('the text has differences by kind, columns by frequency, and two example ids per kind', () => {
    expect(rebuildText(summaryWith(DIFFERENT), 'my-lake')).toBe(`Rebuilt my-lake
  sources      1 file, 1,234 events, 1 of them rejected
  partitions   2 of 40 rebuilt, 38 unchanged
user_activity
  rows         1,230 before, 1,231 after, 1,220 unchanged
  changed      3 rows with other values in
               risk_decision                    3
               city                             1
               ${id('a')} ${id('b')} …
  moved        1 row to another partition
               ${id('d')}
  added        2 rows not in the old lake
  gone         1 row missing from the sources: kept
               \\x1b[31m
user_notification
  rows         3 before, 3 after, 3 unchanged
`);
});

test('the text says if rows missing from the sources were dropped', () => {
    expect(rebuildText(summaryWith({ gone: 2 }, { is_gone_dropped: true }), 'lake')).toContain(
        '  gone         2 rows missing from the sources: dropped\n',
    );
});

test('the text mentions a dry run, open days, and a lake that is up to date', () => {
    const partitions = { found: 40, not_closed: 1, rebuilt: 1, same: 38 };

    expect(rebuildText(summaryWith({}, { is_dry_run: true, partitions }), 'lake')).toMatch(
        /^Dry run: rebuilding lake would give\n.*\n {2}partitions {3}1 of 40 rebuilt, 38 unchanged, 1 not closed yet\n/,
    );
    expect(rebuildText(summaryWith({}, { partitions: { ...partitions, rebuilt: 0 } }), 'lake')).toMatch(
        /^lake is up to date: nothing was changed\n/,
    );
});

test('unusable parts of the sources are listed up to a limit, and the others are counted', () => {
    const sources = { ...SOURCES, unusable: [{ where: 'a.ndjson, line 2', why: 'rejected' }], unusable_count: 4 };

    expect(rebuildText(summaryWith({}, { sources }), 'lake')).toMatch(
        /Unusable parts of the sources:\n {2}a\.ndjson, line 2\n {4}rejected\n {2}and 3 more\n$/,
    );
    expect(rebuildText(summaryWith({}, { sources: { ...sources, unusable_count: 1 } }), 'lake')).toMatch(
        / rejected\n$/,
    );
});

test('events that the transform failed on are listed by error code; a dry run does not store them', () => {
    const sources = { ...SOURCES, failed: 2, failed_by_code: { 'Lambda.FunctionError': 2 } };

    expect(rebuildText(summaryWith(DIFFERENT, { sources }), 'my-lake')).toContain(
        '  failed       2 events, stored in errors/. This is a bug: please report it.\n          2  Lambda.FunctionError\n',
    );
    expect(rebuildText(summaryWith(DIFFERENT, { sources, is_dry_run: true }), 'my-lake')).toContain(
        '  failed       2 events, not stored. This is a bug: please report it.\n',
    );
});
