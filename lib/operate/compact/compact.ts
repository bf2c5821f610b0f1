/** Compacts a lake: every closed partition becomes one sorted file with each record once. */
import type { Partition } from '../../lake/partitions/partition-store.ts';
import { compactPartition, isCompact, type Workbench } from '../../lake/write/compact-partition.ts';
import { addCompacted, addTroubles, newSummary, type CompactSummary } from './compact-summary.ts';

/** What to compact, and how the run is watched. */
export type CompactRun = {
    /** Days before this one are closed. */
    readonly before: string;
    /** Only says what would be done. */
    readonly isDryRun: boolean;
    /** Called after each partition. */
    readonly onPartition: () => void;
    /** Called when it is known how many partitions there are to compact. */
    readonly onTotal: (partitions: number) => void;
    /** Stops between two partitions. */
    readonly signal: AbortSignal;
};

const bytesOf = ({ files }: Partition): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Sorts partitions by what is to be done with them. */
const settle = (
    partitions: readonly Partition[],
    { before }: CompactRun,
    summary: CompactSummary,
): readonly Partition[] => {
    const closed = partitions.filter(({ day }) => day < before);
    const todo = closed.filter((partition) => !isCompact(partition));
    summary.partitions = {
        found: partitions.length,
        not_closed: partitions.length - closed.length,
        compact_before: closed.length - todo.length,
        to_compact: todo.length,
        compacted: 0,
    };
    return todo;
};

/**
 * Compacts what is closed and is not compact. Killed at any moment, the lake gives the same answers; the next run goes on.
 *
 * @throws what stands in the way of all partitions: a disk that is full, a bucket that may not be written
 */
export const compact = async (bench: Workbench, run: CompactRun): Promise<CompactSummary> => {
    const summary = newSummary(run);
    const todo = settle(await bench.files.list(), run, summary);
    run.onTotal(todo.length);
    for (const partition of run.isDryRun ? [] : todo) {
        if (run.signal.aborted) break;
        const done = await compactPartition(partition, bench);
        if ('rowsAfter' in done)
            addCompacted(summary, done, { files: partition.files.length, bytes: bytesOf(partition) });
        else addTroubles(summary, done);
        run.onPartition();
    }
    summary.is_stopped = run.signal.aborted;
    return summary;
};
