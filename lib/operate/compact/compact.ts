/** Compacts a lake: each closed partition becomes one sorted file without duplicate records. */
import type { LakePartition } from '../../lake/partitions/partition-store.ts';
import { compactPartition, isCompacted, type Compaction } from '../../lake/write/compact-partition.ts';
import { addCompacted, addFailures, newCompactSummary, type CompactSummary } from './compact-summary.ts';

/** Options, progress callbacks and stop signal of a compaction. */
export type CompactOptions = {
    /** The first day that is not compacted (UTC). */
    readonly before: string;
    /** Only counts the partitions to compact. */
    readonly isDryRun: boolean;
    /** Called after each partition. */
    readonly onPartition: () => void;
    /** Called once with the number of partitions to compact. */
    readonly onTotal: (partitions: number) => void;
    /** Stops the run between two partitions. */
    readonly signal: AbortSignal;
};

const bytesOf = ({ files }: LakePartition): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Returns the partitions to compact and counts all others in the summary. */
const selectPartitions = (
    partitions: readonly LakePartition[],
    { before }: CompactOptions,
    summary: CompactSummary,
): readonly LakePartition[] => {
    const closed = partitions.filter(({ day }) => day < before);
    const todo = closed.filter((partition) => !isCompacted(partition));
    summary.partitions = {
        found: partitions.length,
        not_closed: partitions.length - closed.length,
        already_compact: closed.length - todo.length,
        to_compact: todo.length,
        compacted: 0,
    };
    return todo;
};

/**
 * Compacts closed partitions that are not compact yet. If a run is killed, query results stay the same and the next
 * run continues.
 *
 * @throws an error that affects all partitions, such as a full disk or a bucket without write permission
 */
export const compact = async (session: Compaction, run: CompactOptions): Promise<CompactSummary> => {
    const summary = newCompactSummary(run);
    const todo = selectPartitions(await session.files.list(), run, summary);
    run.onTotal(todo.length);
    for (const partition of run.isDryRun ? [] : todo) {
        if (run.signal.aborted) break;
        const done = await compactPartition(partition, session);
        if ('rowsAfter' in done)
            addCompacted(summary, done, { files: partition.files.length, bytes: bytesOf(partition) });
        else addFailures(summary, done);
        run.onPartition();
    }
    await session.tombstones.checkUnchanged(
        'The compacted files may have rows of the person. Run erase-user for the person again.',
    );
    summary.is_stopped = run.signal.aborted;
    return summary;
};
