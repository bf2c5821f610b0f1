/** Rebuilds a batch of partitions: counts the differences, and replaces a partition that differs by one new file. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableName } from '../../../schemas/columns.ts';
import { withoutErased } from '../../lake/erasures/without-erased.ts';
import type { Tombstones } from '../../lake/erasures/tombstones.ts';
import { copyRowsSql, rewrittenName } from '../../lake/write/rewritten-file.ts';
import type { RewriteSession } from '../../lake/write/compact-partition.ts';
import type { DataFile, PartitionStore, LakePartition } from '../../lake/partitions/partition-store.ts';
import { comparePartitions, mergedRowsSql, type RebuildCounts } from './compare-partitions.ts';
import type { RebuiltFile, RebuildTarget } from './rebuild-target.ts';
import type { RebuildSummary } from './rebuild-summary.ts';

export type RebuildRun = {
    readonly session: RewriteSession;
    readonly tombstones: Tombstones;
    /** The partitions that the sources were replayed into. */
    readonly replayed: PartitionStore;
    /** Null for a dry run. */
    readonly target: RebuildTarget | null;
    /** Whether to drop rows that only the old lake has. */
    readonly dropsGone: boolean;
    readonly summary: RebuildSummary;
};

/** A partition to rebuild (without files if the old lake does not have it), and the replayed files with rows for it. */
export type RebuildTask = { readonly old: LakePartition; readonly sources: readonly DataFile[] };

export const partitionPathOf = ({ table, folder }: LakePartition): string => folder.slice(table.length + 1);

/** The number of rows after the rebuild. */
const rowsAfter = ({ old_rows, moved, moved_in, added, gone }: RebuildCounts, dropsGone: boolean): number =>
    old_rows - moved + moved_in + added - (dropsGone ? gone : 0);

const isSame = ({ changed, moved, moved_in, added, gone, ambiguous }: RebuildCounts, dropsGone: boolean): boolean =>
    changed + moved + moved_in + added + ambiguous + (dropsGone ? gone : 0) === 0;

const writeRebuiltFile = async (
    partition: LakePartition,
    expected: number,
    { session, tombstones, dropsGone }: RebuildRun,
): Promise<RebuiltFile | null> => {
    const { table, folder } = partition;
    const path = join(session.folder, 'rewritten.parquet');
    const rows = await withoutErased(
        { table, partitionPath: folder, rows: mergedRowsSql(partitionPathOf(partition), dropsGone) },
        tombstones,
        async (sql) => session.engine.readRows(sql),
    );
    const { Count } = await session.engine.readNumbers<'Count'>(copyRowsSql(table, rows, path));
    if (Count !== expected)
        throw new Error(
            `Expected ${expected} rows in ${folder}, but DuckDB wrote ${Count}. ` +
                'Nothing was removed. This is a bug: please report it.',
        );
    return Count === 0 ? null : { path, key: `${folder}/${await rewrittenName(path)}` };
};

const countPartition = ({ summary, dropsGone }: RebuildRun, table: TableName, counts: RebuildCounts): void => {
    const sum = summary.tables[table];
    sum.rows_before += counts.old_rows;
    sum.rows_after += rowsAfter(counts, dropsGone);
    for (const kind of ['same', 'changed', 'moved', 'added', 'gone'] as const) sum[kind] += counts[kind];
    summary.partitions[isSame(counts, dropsGone) ? 'same' : 'rebuilt'] += 1;
};

const rebuildPartition = async (old: LakePartition, counts: RebuildCounts, run: RebuildRun): Promise<void> => {
    const { session, target, dropsGone } = run;
    countPartition(run, old.table, counts);
    if (target === null) return;
    if (isSame(counts, dropsGone)) return target.keep(old);
    const file = await writeRebuiltFile(old, rowsAfter(counts, dropsGone), run);
    await target.replace(old.files, file, counts.moved > 0);
    await rm(join(session.folder, 'rewritten.parquet'), { force: true });
};

/** Rebuilds partitions of one table. `gatherKeys` must have run for it. */
export const rebuildBatch = async (table: TableName, tasks: readonly RebuildTask[], run: RebuildRun): Promise<void> => {
    const { session, replayed, summary } = run;
    const paths = {
        old: await session.files.fetch(tasks.flatMap(({ old }) => old.files)),
        replayed: await replayed.fetch([...new Set(tasks.flatMap(({ sources }) => sources))]),
    };
    const counts = await comparePartitions(session.engine, table, {
        ...paths,
        partitionPaths: tasks.map(({ old }) => partitionPathOf(old)),
        sum: summary.tables[table],
    });
    for (const { old } of tasks) {
        const partitionCounts = counts.get(partitionPathOf(old));
        if (partitionCounts !== undefined) await rebuildPartition(old, partitionCounts, run);
    }
};
