/** Tests of a compaction's summary for a person. */
import { expect, test } from 'vitest';
import { newSummary, type CompactSummary } from '../../../../lib/operate/compact/compact-summary.ts';
import { compactText } from '../../../../lib/operate/compact/compact-text.ts';

const given = (more: Partial<CompactSummary> = {}, isDryRun = false): CompactSummary => ({
    ...newSummary({ before: '2026-01-02', isDryRun }),
    partitions: { found: 1234, not_closed: 2, compact_before: 3, to_compact: 1200, compacted: 1199 },
    ...more,
});

test('a run that compacted tells partitions, files, rows and sizes, and what was left whole, in 80 columns', () => {
    const summary = given({
        files: { before: 123_456, after: 1199 },
        rows: { before: 99_999_999, after: 99_999_998 },
        bytes: { before: 4_321_000_000, after: 999 },
        duplicates_removed: 1,
        left_whole: 1,
        troubles: [{ where: 'user_activity/\u001b', why: 'can’t be read: No magic bytes' }],
    });

    expect(compactText(summary, 'my-lake')).toBe(`Compacted my-lake, the days before 2026-01-02
  partitions   1,199 of 1,234 compacted, 3 compact before, 2 not closed yet, 1 left whole
  files        123,456 before, 1,199 after
  rows         99,999,999 before, 99,999,998 after: 1 second delivery removed
  size         4.3 GB before, 999 bytes after
Left whole:
  user_activity/\\x1b
    can’t be read: No magic bytes
`);
});

test('a trial run tells what would be compacted', () => {
    const partitions = { found: 5, not_closed: 0, compact_before: 0, to_compact: 5, compacted: 0 };

    expect(compactText(given({ partitions }, true), 'lake')).toBe(
        'Compacting lake, the days before 2026-01-02\n  partitions   5 of 5 would be compacted\n',
    );
});

test('a run that was stopped says that it may be run again', () => {
    expect(compactText(given({ is_stopped: true }), 'lake')).toMatch(
        /Stopped\. What is compacted stays so; run the command again for the rest\.\n$/,
    );
});

test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_500_000, '1.5 MB'],
    [2e12, '2.0 TB'],
    [5e15, '5000.0 TB'],
])('%i bytes are told as %s', (bytes, text) => {
    expect(compactText(given({ bytes: { before: bytes, after: 0 }, duplicates_removed: 2 }), 'lake')).toContain(
        `2 second deliveries removed\n  size         ${text} before, 0 bytes after\n`,
    );
});
