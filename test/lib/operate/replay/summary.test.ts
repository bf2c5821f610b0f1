/** Tests of the sum of a replay. */
import { expect, test } from 'vitest';
import { addCounts, addFailed, addUnusable, closeSummary, newSummary } from '../../../../lib/operate/replay/summary.ts';

const counts = {
    arrivals: 5,
    kept: 1,
    set_aside: 1,
    refused: 2,
    taken_apart: 1,
    events: 8,
    rows: 2,
    refused_events: 3,
    put_back_events: 3,
    put_back_pieces: 2,
    unknown_fields: 0,
    rows_by_pool: {},
    refused_by_reason: { not_json: 3 },
};

test('counts of batches add up, what is taken apart counts as set aside', () => {
    const summary = newSummary();

    for (const each of [counts, { ...counts, refused_by_reason: { not_json: 1, bad_row: 2 } }])
        addCounts(summary, each);

    expect(summary).toMatchObject({
        set_aside: 4,
        refused: 6,
        put_back: 6,
        refused_by_reason: { not_json: 4, bad_row: 2 },
    });
});

test('the first ten that are not usable are named, all are counted, and no reason is looked for in vain', () => {
    const summary = newSummary();
    let asked = 0;

    for (let index = 0; index < 25; index += 1) {
        addUnusable(summary, `line ${index}`, () => {
            asked += 1;
            return 'why';
        });
    }

    expect([summary.unusable_count, summary.unusable.length, summary.unusable[9], asked]).toEqual([
        25,
        10,
        { where: 'line 9', why: 'why' },
        10,
    ]);
});

test.each([
    [3, true],
    [2, false],
])('events in are rows and refused: with %d rows that is %s', (rows, addsUp) => {
    const summary = { ...newSummary(), events: 5, refused: 2, rows: { user_activity: rows - 1, user_notification: 1 } };

    expect(closeSummary(summary, 2)).toMatchObject({ adds_up: addsUp, seconds: 2, events_per_second: 3 });
});

test('events that failed are part of the sum; those of a batch that was never answered come in with it', () => {
    const summary = { ...newSummary(), events: 3, rows: { user_activity: 2, user_notification: 0 } };
    const failure = { code: 'Lambda.FunctionError', message: '', attempts: 4 };

    addFailed(summary, { ...failure, type: 'processing-failed' }, { events: 5, isNew: true });
    addFailed(summary, { ...failure, type: 'activePartitionExceeded', code: 'x' }, { events: 1, isNew: true });

    expect(closeSummary(summary, 1)).toMatchObject({
        events: 8,
        failed: 6,
        failed_by_code: { 'Lambda.FunctionError': 5, x: 1 },
        adds_up: true,
    });
});
