/** Tests of the compaction summary as text. */
import { expect, test } from 'vitest';
import { newCompactSummary, type CompactSummary } from '../../../../lib/operate/compact/compact-summary.ts';
import { compactText } from '../../../../lib/operate/compact/compact-text.ts';

const summaryWith = (more: Partial<CompactSummary> = {}, isDryRun = false): CompactSummary => ({
    ...newCompactSummary({ before: '2026-01-02', isDryRun }),
    partitions: { found: 1234, not_closed: 2, already_compact: 3, to_compact: 1200, compacted: 1199 },
    ...more,
});

test('the text has partitions, files, rows, sizes and skipped partitions', () => {
    const summary = summaryWith({
        files: { before: 123_456, after: 1199 },
        rows: { before: 99_999_999, after: 99_999_998 },
        bytes: { before: 4_321_000_000, after: 999 },
        duplicates_removed: 1,
        skipped_partitions: 1,
        failures: [{ where: 'user_activity/\u001b', why: 'can’t be read: No magic bytes' }],
    });

    expect(compactText(summary, 'my-lake')).toBe(`Compacted my-lake, days before 2026-01-02
  partitions   1,199 of 1,234 compacted, 3 already compact, 2 not closed yet, 1 skipped
  files        123,456 before, 1,199 after
  rows         99,999,999 before, 99,999,998 after: 1 duplicate removed
  size         4.3 GB before, 999 bytes after
Skipped:
  user_activity/\\x1b
    can’t be read: No magic bytes
`);
});

test('the text of a dry run has the partitions to compact', () => {
    const partitions = { found: 5, not_closed: 0, already_compact: 0, to_compact: 5, compacted: 0 };

    expect(compactText(summaryWith({ partitions }, true), 'lake')).toBe(
        'Compacting lake, days before 2026-01-02\n  partitions   5 of 5 would be compacted\n',
    );
});

test('the text of a stopped run says to run it again', () => {
    expect(compactText(summaryWith({ is_stopped: true }), 'lake')).toMatch(
        /Stopped\. Compacted partitions stay compacted\. Run the command again for the rest\.\n$/,
    );
});

test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_500_000, '1.5 MB'],
    [2e12, '2.0 TB'],
    [5e15, '5000.0 TB'],
])('%i bytes are printed as %s', (bytes, text) => {
    expect(compactText(summaryWith({ bytes: { before: bytes, after: 0 }, duplicates_removed: 2 }), 'lake')).toContain(
        `2 duplicates removed\n  size         ${text} before, 0 bytes after\n`,
    );
});
