/** Rebuilds some partitions at a time: what differs is counted, and where anything does, one new file takes the place of the old ones. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableName } from '../../../schemas/columns.ts';
import { copyRows, rewrittenName } from '../../lake/write/rewritten-file.ts';
import type { Workbench } from '../../lake/write/compact-partition.ts';
import type { LakeFile, PartitionStore, Partition } from '../../lake/partitions/partition-store.ts';
import { comparePartitions, composedRows, type Counts } from './compare-partitions.ts';
import type { NewFile, NewTables } from './new-tables.ts';
import type { RebuildSummary } from './rebuild-summary.ts';

export type Rebuilding = {
    readonly bench: Workbench;
    /** The files that the sources were replayed into. */
    readonly made: PartitionStore;
    /** Null for a dry run. */
    readonly tables: NewTables | null;
    /** Whether rows that only the old lake has are dropped. */
    readonly dropsGone: boolean;
    readonly summary: RebuildSummary;
};

/** A partition of the lake, without files where the lake has none, and the files of the sources that have rows for it. */
export type Task = { readonly old: Partition; readonly sources: readonly LakeFile[] };

export const placeOf = ({ table, folder }: Partition): string => folder.slice(table.length + 1);

/** Every record of both sides is accounted for. */
const rowsAfter = ({ old_rows, moved, moved_in, added, gone }: Counts, dropsGone: boolean): number =>
    old_rows - moved + moved_in + added - (dropsGone ? gone : 0);

const isSame = ({ changed, moved, moved_in, added, gone, undecided }: Counts, dropsGone: boolean): boolean =>
    changed + moved + moved_in + added + undecided + (dropsGone ? gone : 0) === 0;

const write = async (
    partition: Partition,
    expected: number,
    { bench, dropsGone }: Rebuilding,
): Promise<NewFile | null> => {
    const { table, folder } = partition;
    const path = join(bench.folder, 'rewritten.parquet');
    const { Count } = await bench.engine.numbers<'Count'>(
        copyRows(table, composedRows(placeOf(partition), dropsGone), path),
    );
    if (Count !== expected)
        throw new Error(
            `${folder} was to have ${expected} rows, and DuckDB wrote ${Count}. Nothing was removed. This is a bug: please report it.`,
        );
    return Count === 0 ? null : { path, key: `${folder}/${await rewrittenName(path)}` };
};

const count = ({ summary, dropsGone }: Rebuilding, table: TableName, counts: Counts): void => {
    const sum = summary.tables[table];
    sum.rows_before += counts.old_rows;
    sum.rows_after += rowsAfter(counts, dropsGone);
    for (const kind of ['same', 'changed', 'moved', 'added', 'gone'] as const) sum[kind] += counts[kind];
    summary.partitions[isSame(counts, dropsGone) ? 'same' : 'rebuilt'] += 1;
};

const settle = async (old: Partition, counts: Counts, rebuilding: Rebuilding): Promise<void> => {
    const { bench, tables, dropsGone } = rebuilding;
    count(rebuilding, old.table, counts);
    if (tables === null) return;
    if (isSame(counts, dropsGone)) return tables.keep(old);
    const file = await write(old, rowsAfter(counts, dropsGone), rebuilding);
    await tables.replace(old.files, file, counts.moved > 0);
    await rm(join(bench.folder, 'rewritten.parquet'), { force: true });
};

/** Rebuilds partitions of one table, whose keys are gathered (record-keys.ts). */
export const rebuildBatch = async (table: TableName, tasks: readonly Task[], rebuilding: Rebuilding): Promise<void> => {
    const { bench, made, summary } = rebuilding;
    const sides = {
        old: await bench.files.fetch(tasks.flatMap(({ old }) => old.files)),
        made: await made.fetch([...new Set(tasks.flatMap(({ sources }) => sources))]),
    };
    const counts = await comparePartitions(bench.engine, table, {
        ...sides,
        places: tasks.map(({ old }) => placeOf(old)),
        sum: summary.tables[table],
    });
    for (const { old } of tasks) {
        const own = counts.get(placeOf(old));
        if (own !== undefined) await settle(old, own, rebuilding);
    }
};
