/** Tests of the summary for a person. */
import { expect, test } from 'vitest';
import { newSummary } from '../../../../lib/operate/replay/summary.ts';
import { summaryText } from '../../../../lib/operate/replay/summary-text.ts';

const summary = {
    ...newSummary(),
    files: 1234,
    arrivals: 12_345_678,
    events: 123_456_789,
    rows: { user_activity: 123_000_000, user_notification: 456_700 },
    set_aside: 1,
    refused: 89,
    put_back: 1_234_567,
    refused_by_reason: { not_json: 9, unknown_event_source: 80 },
    unusable: [{ where: 'a\u001b.ndjson, line 2', why: 'is refused' }],
    unusable_count: 12,
    seconds: 3086.4,
    events_per_second: 40_000,
};

test('large numbers fit in 80 columns, the commonest reason comes first', () => {
    expect(summaryText(summary, 'my-lake')).toBe(`Replayed into my-lake
  read         1,234 files, 12,345,678 arrivals, 123,456,789 events
  rows         123,000,000 user_activity, 456,700 user_notification
  put back     1,234,567 events, whose arrivals held several partitions
  set aside    1 arrival: taken apart, empty, or a control message
  refused      89 events, kept with their bytes in errors/
         80  unknown_event_source
             eventSource is neither user activity nor user notification
          9  not_json
             the text is not JSON
  adds up      123,456,789 events in = 123,456,700 rows + 89 refused
  took         3086.4 s, 40,000 events a second
Not usable:
  a\\x1b.ndjson, line 2
    is refused
  and 11 more
`);
});

test('counts that do not add up are told', () => {
    expect(summaryText({ ...summary, adds_up: false }, 'my-lake')).toContain(
        '  adds up      NO: 123,456,789 events in ≠ 123,456,700 rows + 89 refused. This is a bug: please report it.\n',
    );
});

test('of a replay without anything only what is not usable is told', () => {
    expect(
        summaryText({ ...newSummary(), unusable: [{ where: 'a', why: 'is nothing' }], unusable_count: 1 }, 'my-lake'),
    ).toBe('Not usable:\n  a\n    is nothing\n');
});

test('events that failed are told, by code', () => {
    const failed = { ...summary, failed: 2, failed_by_code: { 'Lambda.FunctionError': 2 } };

    expect(summaryText(failed, 'my-lake'))
        .toContain(`  failed       2 events, kept with their bytes in errors/. This is a bug: please report it.
          2  Lambda.FunctionError
  adds up      123,456,789 events in = 123,456,700 rows + 89 refused + 2 failed
`);
});

test('a replay of which all could be used says so by silence, and a reason that is not of the list has no words', () => {
    const reasons: object = { of_tomorrow: 3 };
    const known = { ...summary, unusable: [], unusable_count: 0, refused_by_reason: reasons };

    expect(summaryText(known, 'my-lake')).toMatch(/ {10}3 {2}of_tomorrow\n {2}adds up/);
    expect(summaryText(known, 'my-lake')).toMatch(/events a second\n$/);
});
