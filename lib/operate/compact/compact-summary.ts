/** Sums up a run of compact: partitions, and files, rows and bytes before and after. */
import type { Compacted } from '../../lake/write/compact-partition.ts';
import type { Trouble } from '../../lake/write/troubles.ts';

type BeforeAfter = { before: number; after: number };

/** Files, rows and bytes are those of the partitions that this run compacted. */
export type CompactSummary = {
    readonly before_day: string;
    readonly is_dry_run: boolean;
    partitions: { found: number; not_closed: number; compact_before: number; to_compact: number; compacted: number };
    readonly files: BeforeAfter;
    readonly rows: BeforeAfter;
    readonly bytes: BeforeAfter;
    duplicates_removed: number;
    /** Partitions that a file or a column kept from being compacted. */
    left_whole: number;
    readonly troubles: Trouble[];
    is_stopped: boolean;
};

export const newSummary = ({
    before,
    isDryRun,
}: {
    readonly before: string;
    readonly isDryRun: boolean;
}): CompactSummary => ({
    before_day: before,
    is_dry_run: isDryRun,
    partitions: { found: 0, not_closed: 0, compact_before: 0, to_compact: 0, compacted: 0 },
    files: { before: 0, after: 0 },
    rows: { before: 0, after: 0 },
    bytes: { before: 0, after: 0 },
    duplicates_removed: 0,
    left_whole: 0,
    troubles: [],
    is_stopped: false,
});

/** Adds a partition that is one file now. */
export const addCompacted = (
    summary: CompactSummary,
    { rowsBefore, rowsAfter, bytesAfter }: Compacted,
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
};

/** Adds a partition that is left whole. */
export const addTroubles = (summary: CompactSummary, troubles: readonly Trouble[]): void => {
    summary.left_whole += 1;
    summary.troubles.push(...troubles);
};
