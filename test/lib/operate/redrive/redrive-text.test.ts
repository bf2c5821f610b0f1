/** Tests of the redrive summary as text. */
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

const summaryWith = (more: Partial<RedriveSummary> = {}, destination: string | null = null): RedriveSummary => ({
    ...newRedriveSummary(1, destination),
    lines: 1200,
    ...more,
});
const countsWith = (more: Partial<RedriveSummary['counts']>): RedriveSummary['counts'] => ({
    ...newRedriveSummary(1, null).counts,
    ...more,
});

const textOf = async (summary: RedriveSummary): Promise<string> => {
    const parts: string[] = [];
    for await (const part of redriveText(summary, null)) parts.push(part);
    return parts.join('');
};

test('the text has a table of the errors, each rejection reason once, and the count of usable events', async () => {
    const groups = [group('usable', 3), group('not_json', 1), { ...group('not_json', 2), code: 'Other' }];

    const text = await textOf(summaryWith({ groups, counts: countsWith({ events: 6 }) }));

    expect(text).toMatch(/^Read 1 file, 1,200 errors, 6 events\n/);
    expect(text).toMatch(/processing-failed.*Lambda\.FunctionError.*usable.*2026-01-01T00:00:00\.000Z/);
    expect(text.match(/ {2}not_json: The text of the event is not JSON\n/g)).toHaveLength(1);
    expect(text).toMatch(/3 usable events: send with --to-lake or --to-stream\.\n$/);
});

test('one usable event is in the singular, and zero usable events are mentioned', async () => {
    expect(await textOf(summaryWith({ groups: [group('usable', 1)] }))).toMatch(/1 usable event: /);
    expect(await textOf(summaryWith({ groups: [group('not_json', 1)] }))).toMatch(/No usable events\.\n$/);
});

test('without errors the text has only the line of what was read', async () => {
    expect(await textOf(summaryWith({ lines: 0 }))).toBe('Read 1 file, 0 errors, 0 events\n');
});

test('the text has only the outcomes with events', async () => {
    const text = await textOf(
        summaryWith(
            {
                counts: countsWith({
                    events: 10,
                    sent: 1,
                    sent_before: 2,
                    sent_from_other_line: 3,
                    duplicates: 1,
                    still_rejected: 2,
                    failed: 1,
                }),
            },
            'a \u001b lake',
        ),
    );

    expect(text).toBe(`Read 1 file, 1,200 errors, 10 events
Redriven to a \\x1b lake
  sent         1 event
  sent before  2 events: in the ledger of an earlier run
  other line   3 events: sent by an earlier run: failed again or delivered twice. --again sends them
  duplicates   1 event: also in another line, sent once
  rejected     2 events: the transform still rejects them; they stay in the error objects
  failed       1 event: run the same command again
`);
});

test('skipped lines are listed up to a limit, and the others are counted', async () => {
    const skipped = { unusable: [{ where: 'errors/a, line 1', why: 'not an error object' }], unusable_count: 3 };

    expect(await textOf(summaryWith({ ...skipped, lines: 0 }))).toBe(
        'Read 1 file, 0 errors, 0 events\nSkipped:\n  errors/a, line 1\n    not an error object\n  and 2 more\n',
    );
    expect(await textOf(summaryWith({ ...skipped, lines: 0, unusable_count: 1 }))).toMatch(/not an error object\n$/);
});

test('counts that do not add up are reported as a bug', async () => {
    expect(await textOf(summaryWith({ adds_up: false }, 'lake'))).toMatch(
        /The counts do NOT add up\. This is a bug: please report it\.\n$/,
    );
});

test('records that the function fails on are counted, with what that means', async () => {
    const text = await textOf(
        summaryWith(
            { groups: [group('function_fails', 1)], counts: countsWith({ events: 1, function_fails: 1 }) },
            'x',
        ),
    );

    expect(text).toContain('  function_fails: The function fails on the record. This is a bug: please report it\n');
    expect(text).toContain('  fails        1 event: the function fails on the record; it stays in the error objects\n');
});
