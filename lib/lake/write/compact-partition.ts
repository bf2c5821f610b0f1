/** Compacts one partition: writes a file with each record once, adds it, and only then removes the files that it stands for. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Complaint } from '../../basics/complaint.ts';
import { VIEW_OF, type LakeEngine } from '../lake-engine.ts';
import type { PartitionStore, Partition } from '../partitions/partition-store.ts';
import { copyRows, isRewritten, rewrittenName } from './rewritten-file.ts';
import { troublesOf, type Trouble } from './troubles.ts';

/** Rows that a partition had and has, and the bytes of its one file. */
export type Compacted = { readonly rowsBefore: number; readonly rowsAfter: number; readonly bytesAfter: number };

export type Workbench = {
    readonly engine: LakeEngine;
    readonly files: PartitionStore;
    /** A folder of this run. */
    readonly folder: string;
};

/** A partition is done when one rewritten file is all that it has. */
export const isCompact = ({ files }: Partition): boolean =>
    files.length === 1 && files.every(({ key }) => isRewritten(key));

/** What the view shows. Rows without an id can't be told to be one record: the view shows one of them, and all are kept. */
const keptRows = ({ table }: Partition): string =>
    `select * from ${VIEW_OF[table]} where record_id is not null union all by name select * from ${table} where record_id is null`;

type Counts = Omit<Compacted, 'bytesAfter'>;

/** What was fetched where Cognito has exported the same: the view shows only the export. */
const SUPERSEDED = `ingest_path is not distinct from 'backfill' and event_id in (
    select event_id from user_activity where coalesce(ingest_path, '') not in ('backfill', 'feedback') and event_id is not null)`;

const keptIds = ({ table }: Partition): string =>
    table === 'user_activity'
        ? `count(distinct record_id) filter (not coalesce(${SUPERSEDED}, false))`
        : 'count(distinct record_id)';

const countRows = async (partition: Partition, engine: LakeEngine): Promise<Counts> =>
    engine.numbers<keyof Counts>(
        `select count(*) as "rowsBefore", ${keptIds(partition)} + count(*) filter (record_id is null) as "rowsAfter" from ${partition.table}`,
    );

/** Counted apart from the view: what is removed rests on it. */
const checkWritten = ({ folder }: Partition, { rowsAfter }: Counts, written: number): void => {
    if (written !== rowsAfter)
        throw new Error(
            `${folder} has ${rowsAfter} records, and DuckDB wrote ${written}. Nothing was removed. This is a bug: please report it.`,
        );
};

const rewrite = async (partition: Partition, path: string, engine: LakeEngine): Promise<Counts> => {
    const counts = await countRows(partition, engine);
    const { Count } = await engine.numbers<'Count'>(copyRows(partition.table, keptRows(partition), path));
    checkWritten(partition, counts, Count);
    return counts;
};

/** Rewrites what can be read; else what stands in the way. */
const rewriteOrTroubles = async (
    partition: Partition,
    path: string,
    { engine, files }: Workbench,
): Promise<Counts | readonly Trouble[]> => {
    let paths: readonly string[] = [];
    try {
        paths = await files.fetch(partition.files);
        await engine.point(partition.table, paths);
        const unknown = await engine.unknownColumns(partition.table, paths);
        if (unknown.length > 0)
            throw new Complaint(`has columns that this version does not know and would lose: ${unknown.join(', ')}`);
        return await rewrite(partition, path, engine);
    } catch (error) {
        return await troublesOf(error, { partition, paths, engine });
    }
};

/**
 * At any moment the partition has every record, at times twice: the views show them once.
 *
 * @returns what stands in the way when a file can't be read: the partition is left whole
 */
export const compactPartition = async (
    partition: Partition,
    bench: Workbench,
): Promise<Compacted | readonly Trouble[]> => {
    const path = join(bench.folder, 'rewritten.parquet');
    const done = await rewriteOrTroubles(partition, path, bench);
    if (!('rowsAfter' in done)) return done;
    const { size } = await stat(path);
    const key = `${partition.folder}/${await rewrittenName(path)}`;
    await bench.files.add(path, key);
    await rm(path, { force: true });
    await bench.files.remove(partition.files.map((file) => file.key).filter((old) => old !== key));
    return { ...done, bytesAfter: size };
};
