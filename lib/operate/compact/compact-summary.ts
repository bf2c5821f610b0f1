/** The summary of a compaction: partitions, and files, rows and bytes before and after. */
import type { CompactedPartition } from '../../lake/write/compact-partition.ts';
import type { DifferingRecord } from '../../lake/write/differing-records.ts';
import type { RewriteFailure } from '../../lake/write/find-rewrite-failures.ts';

/** The check deliveries_agree lists all. */
const MAX_DIFFERING = 100;

type BeforeAfter = { before: number; after: number };

/** `files`, `rows` and `bytes` count only the partitions that this run compacted. */
export type CompactSummary = {
    readonly before_day: string;
    readonly is_dry_run: boolean;
    partitions: { found: number; not_closed: number; already_compact: number; to_compact: number; compacted: number };
    readonly files: BeforeAfter;
    readonly rows: BeforeAfter;
    readonly bytes: BeforeAfter;
    duplicates_removed: number;
    /** Records whose deliveries differ: all of these stay. The first ones are listed. */
    differing_records: number;
    readonly differing: DifferingRecord[];
    /** Partitions that could not be compacted because of a file or a column. */
    skipped_partitions: number;
    readonly failures: RewriteFailure[];
    is_stopped: boolean;
};

export const newCompactSummary = ({
    before,
    isDryRun,
}: {
    readonly before: string;
    readonly isDryRun: boolean;
}): CompactSummary => ({
    before_day: before,
    is_dry_run: isDryRun,
    partitions: { found: 0, not_closed: 0, already_compact: 0, to_compact: 0, compacted: 0 },
    files: { before: 0, after: 0 },
    rows: { before: 0, after: 0 },
    bytes: { before: 0, after: 0 },
    duplicates_removed: 0,
    differing_records: 0,
    differing: [],
    skipped_partitions: 0,
    failures: [],
    is_stopped: false,
});

/** Adds a compacted partition. `was` is its state before. */
export const addCompacted = (
    summary: CompactSummary,
    { rowsBefore, rowsAfter, bytesAfter, differing }: CompactedPartition,
    was: { readonly files: number; readonly bytes: number },
): void => {
    summary.partitions.compacted += 1;
    summary.files.before += was.files;
    summary.files.after += 1;
    summary.rows.before += rowsBefore;
    summary.rows.after += rowsAfter;
    summary.bytes.before += was.bytes;
    summary.bytes.after += bytesAfter;
    summary.duplicates_removed += rowsBefore - rowsAfter;
    summary.differing_records += differing.count;
    summary.differing.push(...differing.first.slice(0, MAX_DIFFERING - summary.differing.length));
};

/** Adds a skipped partition with the reasons. */
export const addFailures = (summary: CompactSummary, failures: readonly RewriteFailure[]): void => {
    summary.skipped_partitions += 1;
    summary.failures.push(...failures);
};
