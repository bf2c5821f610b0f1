/** Tests of a redrive's summary for a person. */
import { expect, test } from 'vitest';
import type { ErrorGroup } from '../../../../lib/operate/redrive/error-table.ts';
import { newRedriveSummary, type RedriveSummary } from '../../../../lib/operate/redrive/redrive-summary.ts';
import { redriveText } from '../../../../lib/operate/redrive/redrive-text.ts';

const group = (reason: string, events: number): ErrorGroup => ({
    type: 'processing-failed',
    code: 'Lambda.FunctionError',
    reason,
    lines: 1,
    events,
    first: '2026-01-01T00:00:00.000Z',
    last: '2026-01-02T00:00:00.000Z',
});

const given = (more: Partial<RedriveSummary> = {}, destination: string | null = null): RedriveSummary => ({
    ...newRedriveSummary(1, destination),
    lines: 1200,
    ...more,
});
const fates = (more: Partial<RedriveSummary['fates']>): RedriveSummary['fates'] => ({
    ...newRedriveSummary(1, null).fates,
    ...more,
});

const told = async (summary: RedriveSummary): Promise<string> => {
    const parts: string[] = [];
    for await (const part of redriveText(summary, null)) parts.push(part);
    return parts.join('');
};

test('what is there is a table, each reason in words once, and how much of it can be used now', async () => {
    const groups = [group('usable', 3), group('not_json', 1), { ...group('not_json', 2), code: 'Other' }];

    const text = await told(given({ groups, fates: fates({ events: 6 }) }));

    expect(text).toMatch(/^Read 1 file, 1,200 errors, 6 events\n/);
    expect(text).toMatch(/processing-failed.*Lambda\.FunctionError.*usable.*2026-01-01T00:00:00\.000Z/);
    expect(text.match(/ {2}not_json: the text is not JSON\n/g)).toHaveLength(1);
    expect(text).toMatch(/3 events can be used now: send them with --to-lake or --to-stream\.\n$/);
});

test('one event that can be used is told in the singular, and none as none', async () => {
    expect(await told(given({ groups: [group('usable', 1)] }))).toMatch(/1 event can be used now: /);
    expect(await told(given({ groups: [group('not_json', 1)] }))).toMatch(/None of them can be used as it is\.\n$/);
});

test('of nothing only what was read is told', async () => {
    expect(await told(given({ lines: 0 }))).toBe('Read 1 file, 0 errors, 0 events\n');
});

test('what was sent is told with the fates that events have, and those only', async () => {
    const text = await told(
        given(
            {
                fates: fates({
                    events: 10,
                    sent: 1,
                    sent_before: 2,
                    came_back: 3,
                    twice: 1,
                    still_bad: 2,
                    not_taken: 1,
                }),
            },
            'a \u001b lake',
        ),
    );

    expect(text).toBe(`Read 1 file, 1,200 errors, 10 events
Redriven to a \\x1b lake
  sent         1 event
  sent before  2 events: by another run, as the ledger says
  came back    3 events: sent by another run, and here again: failed once more, or delivered twice. --again sends them
  twice        1 event: in another line too: sent once
  still bad    2 events: would be refused again, and stay where they are
  not taken    1 event: run the same again
`);
});

test('lines that are left alone are named as far as they were noted, and the rest counted', async () => {
    const left = { unusable: [{ where: 'errors/a, line 1', why: 'is no error object' }], unusable_count: 3 };

    expect(await told(given({ ...left, lines: 0 }))).toBe(
        'Read 1 file, 0 errors, 0 events\nLeft alone:\n  errors/a, line 1\n    is no error object\n  and 2 more\n',
    );
    expect(await told(given({ ...left, lines: 0, unusable_count: 1 }))).toMatch(/is no error object\n$/);
});

test('events that do not add up are told as a bug', async () => {
    expect(await told(given({ adds_up: false }, 'lake'))).toMatch(
        /The events do NOT add up\. This is a bug: please report it\.\n$/,
    );
});
