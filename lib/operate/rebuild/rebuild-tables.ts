/** Rebuilds the tables of a lake from the replayed sources: keeps equal partitions and replaces the others. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { rewriteFailureLines } from '../compact/compact-text.ts';
import { findRewriteFailures } from '../../lake/write/find-rewrite-failures.ts';
import { UserError } from '../../basics/user-error.ts';
import type { DataFile, LakePartition } from '../../lake/partitions/partition-store.ts';
import { partitionPathOf, rebuildBatch, type RebuildRun, type RebuildTask } from './rebuild-batch.ts';
import { gatherKeys } from './record-keys.ts';
import { taskBatches } from './task-batches.ts';

/** Progress callbacks and stop signal of a run. */
export type RebuildContext = {
    readonly onTotal: (partitions: number) => void;
    /** Called with the number of partitions rebuilt since the last call. */
    readonly onPartitions: (partitions: number) => void;
    readonly signal: AbortSignal;
};

/** The partitions of a table: those of the old lake, and those of the replayed sources. */
type RebuildTable = {
    readonly table: TableName;
    readonly old: readonly LakePartition[];
    readonly replayed: readonly LakePartition[];
};

const filesOf = (partitions: readonly LakePartition[]): readonly DataFile[] => partitions.flatMap(({ files }) => files);

/** Throws a UserError with the unreadable files of the lake: a rebuild would lose rows that only they have. */
const throwUnreadable = async (error: unknown, { old }: RebuildTable, { session }: RebuildRun): Promise<never> => {
    const [first] = old;
    if (first === undefined) throw error;
    const partition = { ...first, files: filesOf(old) };
    const failures = await findRewriteFailures(error, {
        partition,
        paths: await session.files.fetch(partition.files),
        engine: session.engine,
    });
    throw new UserError(
        'Cannot read files of the lake. A rebuild would lose rows that only they have. ' +
            `Move them out of the lake, and run the command again:\n${rewriteFailureLines(failures).trimEnd()}`,
    );
};

const gatherTableKeys = async (source: RebuildTable, before: string, run: RebuildRun): Promise<void> => {
    const {
        session: { engine, files },
        replayed,
    } = run;
    const paths = {
        old: await files.fetch(filesOf(source.old)),
        replayed: await replayed.fetch(filesOf(source.replayed)),
    };
    try {
        const unknown = paths.old.length === 0 ? [] : await engine.unknownColumns(source.table, paths.old);
        if (unknown.length > 0)
            throw new UserError(
                `${source.table} has columns that this version does not know and would lose: ${unknown.join(', ')}. ` +
                    'Use the version that wrote them.',
            );
        await gatherKeys(engine, source.table, { ...paths, before });
    } catch (error) {
        if (error instanceof UserError) throw error;
        await throwUnreadable(error, source, run);
    }
};

/** One task for each closed partition of the lake, and one for each partition that only the sources have. */
const listTasks = async (
    { table, old, replayed }: RebuildTable,
    before: string,
    { session: { engine } }: RebuildRun,
): Promise<readonly RebuildTask[]> => {
    const oldPaths = new Set(old.map(partitionPathOf));
    const replayedFiles = new Map(replayed.map((partition) => [partitionPathOf(partition), partition.files]));
    const sources = new Map<string, readonly DataFile[]>();
    for (const { partition_path, source_partition_path } of await engine.readRows(
        'select distinct partition_path, source_partition_path from new_keys order by all',
    )) {
        sources.set(String(partition_path), [
            ...(sources.get(String(partition_path)) ?? []),
            ...(replayedFiles.get(String(source_partition_path)) ?? []),
        ]);
    }
    const added = [...sources.keys()]
        .filter((path) => !oldPaths.has(path))
        .map((path) => ({ table, folder: `${table}/${path}`, day: path.slice(-'2026-01-31'.length), files: [] }));
    return [...old.filter(({ day }) => day < before), ...added].map((partition) => ({
        old: partition,
        sources: sources.get(partitionPathOf(partition)) ?? [],
    }));
};

const rebuildTable = async (
    source: RebuildTable,
    run: RebuildRun,
    { before, onTotal, onPartitions, signal }: RebuildContext & { readonly before: string },
): Promise<void> => {
    await gatherTableKeys(source, before, run);
    const tasks = await listTasks(source, before, run);
    const open = source.old.filter(({ day }) => day >= before);
    onTotal(tasks.length);
    run.summary.partitions.found += tasks.length + open.length;
    run.summary.partitions.not_closed += open.length;
    for (const batch of taskBatches(tasks)) {
        if (signal.aborted) throw new UserError('Stopped. Run the command again for the rest.');
        await rebuildBatch(source.table, batch, run);
        onPartitions(batch.length);
    }
    for (const partition of open) await run.target?.keep(partition);
};

/**
 * Rebuilds every partition of a day before `before`. Adds the counts to the summary of the run.
 *
 * @throws UserError if a file of the lake cannot be read, or if the run is stopped
 */
export const rebuildTables = async (
    run: RebuildRun,
    context: RebuildContext & { readonly before: string },
): Promise<void> => {
    const { session, tombstones, replayed, target, summary } = run;
    const [all, allReplayed] = [await session.files.list(), await replayed.list()];
    for (const table of TABLE_NAMES) {
        const isOf = (partition: LakePartition): boolean => partition.table === table;
        await rebuildTable({ table, old: all.filter(isOf), replayed: allReplayed.filter(isOf) }, run, context);
    }
    if (target === null || summary.partitions.rebuilt === 0) return;
    await tombstones.checkUnchanged('Run the command again.');
    await target.finish();
};
