/** Tests of the replay summary as text. */
import { expect, test } from 'vitest';
import { newReplaySummary } from '../../../../lib/operate/replay/replay-summary.ts';
import { replayText } from '../../../../lib/operate/replay/replay-text.ts';

const summary = {
    ...newReplaySummary(),
    files: 1234,
    records: 12_345_678,
    events: 123_456_789,
    rows: { user_activity: 123_000_000, user_notification: 456_700 },
    dropped: 1,
    rejected: 89,
    reingested: 1_234_567,
    rejected_by_reason: { not_json: 9, unknown_event_source: 80 },
    unusable: [{ where: 'a\u001b.ndjson, line 2', why: 'rejected' }],
    unusable_count: 12,
    seconds: 3086.4,
    events_per_second: 40_000,
};

test('the text fits in 80 columns, with the most frequent rejection reason first', () => {
    expect(replayText(summary, 'my-lake')).toBe(`Replayed into my-lake
  read         1,234 files, 12,345,678 records, 123,456,789 events
  rows         123,000,000 user_activity, 456,700 user_notification
  re-ingested  1,234,567 events from records with several partitions
  dropped      1 record: split into others, empty, or control messages
  rejected     89 events, stored in errors/
         80  unknown_event_source
             eventSource is neither user activity nor user notification
          9  not_json
             The text of the event is not JSON
  adds up      123,456,789 events = 123,456,700 rows + 89 rejected
  took         3086.4 s, 40,000 events per second
Records rejected whole, and parts that can't be read:
  a\\x1b.ndjson, line 2
    rejected
  and 11 more
`);
});

test('counts that do not add up are reported as a bug', () => {
    expect(replayText({ ...summary, adds_up: false }, 'my-lake')).toContain(
        '  adds up      NO: 123,456,789 events ≠ 123,456,700 rows + 89 rejected. This is a bug: please report it.\n',
    );
});

test('the text of a replay without records has only the unusable parts', () => {
    expect(
        replayText(
            { ...newReplaySummary(), unusable: [{ where: 'a', why: 'not a log' }], unusable_count: 1 },
            'my-lake',
        ),
    ).toBe("Records rejected whole, and parts that can't be read:\n  a\n    not a log\n");
});

test('failed events are listed by error code', () => {
    const failed = { ...summary, failed: 2, failed_by_code: { 'Lambda.FunctionError': 2 } };

    expect(replayText(failed, 'my-lake'))
        .toContain(`  failed       2 events, stored in errors/. This is a bug: please report it.
          2  Lambda.FunctionError
  adds up      123,456,789 events = 123,456,700 rows + 89 rejected + 2 failed
`);
});

test('the text has no unusable section without unusable parts, and an unknown reason has no description', () => {
    const reasons: object = { future_reason: 3 };
    const usable = { ...summary, unusable: [], unusable_count: 0, rejected_by_reason: reasons };

    expect(replayText(usable, 'my-lake')).toMatch(/ {10}3 {2}future_reason\n {2}adds up/);
    expect(replayText(usable, 'my-lake')).toMatch(/events per second\n$/);
});
