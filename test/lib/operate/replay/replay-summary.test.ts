/** Tests of the replay summary. */
import { expect, test } from 'vitest';
import {
    addCounts,
    addFailedEvents,
    addUnusable,
    closeSummary,
    newReplaySummary,
} from '../../../../lib/operate/replay/replay-summary.ts';

const counts = {
    records: 5,
    ok: 1,
    dropped: 1,
    rejected: 2,
    split: 1,
    events: 8,
    rows: 2,
    rejected_events: 3,
    reingested_events: 3,
    reingested_pieces: 2,
    unknown_fields: 0,
    rows_by_pool: {},
    rejected_by_reason: { not_json: 3 },
};

test('counts of batches are summed, and split records count as dropped', () => {
    const summary = newReplaySummary();

    for (const each of [counts, { ...counts, rejected_by_reason: { not_json: 1, bad_row: 2 } }])
        addCounts(summary, each);

    expect(summary).toMatchObject({
        dropped: 4,
        rejected: 6,
        reingested: 6,
        rejected_by_reason: { not_json: 4, bad_row: 2 },
    });
});

test('ten unusable parts are listed, all are counted, and reasons are computed only for the listed ones', () => {
    const summary = newReplaySummary();
    let calls = 0;

    for (let index = 0; index < 25; index += 1) {
        addUnusable(summary, `line ${index}`, () => {
            calls += 1;
            return 'why';
        });
    }

    expect([summary.unusable_count, summary.unusable.length, summary.unusable[9], calls]).toEqual([
        25,
        10,
        { where: 'line 9', why: 'why' },
        10,
    ]);
});

test.each([
    [3, true],
    [2, false],
])('with 5 events, 2 rejected events and %d rows adds_up is %s', (rows, addsUp) => {
    const summary = {
        ...newReplaySummary(),
        events: 5,
        rejected: 2,
        rows: { user_activity: rows - 1, user_notification: 1 },
    };

    expect(closeSummary(summary, 2)).toMatchObject({ adds_up: addsUp, seconds: 2, events_per_second: 3 });
});

test('failed events are part of the sum, and new events of an unanswered batch count as read', () => {
    const summary = { ...newReplaySummary(), events: 3, rows: { user_activity: 2, user_notification: 0 } };
    const failure = { code: 'Lambda.FunctionError', message: '', attempts: 4 };

    addFailedEvents(summary, { ...failure, type: 'processing-failed' }, { events: 5, isNew: true });
    addFailedEvents(summary, { ...failure, type: 'activePartitionExceeded', code: 'x' }, { events: 1, isNew: true });

    expect(closeSummary(summary, 1)).toMatchObject({
        events: 8,
        failed: 6,
        failed_by_code: { 'Lambda.FunctionError': 5, x: 1 },
        adds_up: true,
    });
});
