/** Compacts one partition: writes a file of its deduplicated rows, adds it, then removes the files that it replaces. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PARTITION_COLUMNS, type TableName } from '../../../schemas/columns.ts';
import { UserError } from '../../basics/user-error.ts';
import { VIEW_OF, type LakeEngine } from '../lake-engine.ts';
import type { PartitionStore, LakePartition } from '../partitions/partition-store.ts';
import { quoted } from '../sql-text.ts';
import { withoutErased } from '../erasures/without-erased.ts';
import type { Tombstones } from '../erasures/tombstones.ts';
import { loadDifferingRecords, DIFFERING_IDS, type DifferingRecords } from './differing-records.ts';
import { copyRowsSql, isRewritten, rewrittenName } from './rewritten-file.ts';
import { findRewriteFailures, type RewriteFailure } from './find-rewrite-failures.ts';

/** The rows of a partition before and after, and the size of its one file. */
export type CompactedPartition = {
    readonly rowsBefore: number;
    readonly rowsAfter: number;
    readonly bytesAfter: number;
    readonly differing: DifferingRecords;
};

export type RewriteSession = {
    readonly engine: LakeEngine;
    readonly files: PartitionStore;
    /** A folder of this run. */
    readonly folder: string;
};

/** A session, and the tombstones of its lake. */
export type Compaction = RewriteSession & { readonly tombstones: Tombstones };

/** Whether a partition needs no compaction: its only file is a rewritten one. */
export const isCompacted = ({ files }: LakePartition): boolean =>
    files.length === 1 && files.every(({ key }) => isRewritten(key));

/** Of deliveries that differ one may be forged: all stay, though the view shows only one of them. */
const DIFFERS_SQL = `coalesce(record_id in (select record_id from ${DIFFERING_IDS}), false)`;

/** Rows that the view must not choose from: those without an id may be different records. */
const STAYS_SQL = `(record_id is null or ${DIFFERS_SQL})`;

/** Each once: a run that was killed leaves rows of its own file in the files that it has not removed yet. */
const differingRowsSql = (table: TableName): string => `select distinct * from ${table} where ${DIFFERS_SQL}`;

/** One delivery of each record that the view leaves out, because an event with its event_id may be forged. */
const hiddenRowsSql = (table: TableName): string =>
    `select * from ${table} where not ${STAYS_SQL}
        and record_id not in (select record_id from ${VIEW_OF[table]} where record_id is not null)
        qualify row_number() over (partition by record_id order by arrived_at, ingest_path) = 1`;

/** The rows of the view, and all rows that stay. */
const deduplicatedRowsSql = ({ table }: LakePartition): string =>
    `select * from ${VIEW_OF[table]} where not ${STAYS_SQL}
        union all by name select * from ${table} where record_id is null
        union all by name ${differingRowsSql(table)}
        union all by name ${hiddenRowsSql(table)}`;

type RowCounts = Omit<CompactedPartition, 'bytesAfter' | 'differing'>;

const countRows = async (partition: LakePartition, engine: LakeEngine): Promise<RowCounts> =>
    engine.readNumbers<keyof RowCounts>(
        `select count(*) as "rowsBefore",
            count(distinct record_id) filter (not ${STAYS_SQL}) + count(*) filter (record_id is null)
                + (select count(*) from (${differingRowsSql(partition.table)})) as "rowsAfter" from ${partition.table}`,
    );

/** Compares with a count that does not use the view: files are removed on the strength of it. */
const checkRowCount = ({ folder }: LakePartition, { rowsAfter }: RowCounts, written: number): void => {
    if (written !== rowsAfter)
        throw new Error(
            `${folder} has ${rowsAfter} records, but DuckDB wrote ${written}. ` +
                'Nothing was removed. This is a bug: please report it.',
        );
};

/** The partition's columns, which the files don't have, from its folder. */
const partitionColumnsSql = (folder: string): string =>
    folder
        .split('/')
        .slice(-PARTITION_COLUMNS.length)
        .map((part) => part.split('='))
        .map(([name = '', value = '']) => `${quoted(value)} as ${name}`)
        .join(', ');

/** Before anything is compared: the erased delivery of a record and a later one are then the same. */
const pseudonymiseErased = async (
    { table, folder: partitionPath }: LakePartition,
    { engine, tombstones }: Pick<Compaction, 'engine' | 'tombstones'>,
): Promise<void> => {
    const rows = `select * from ${table}`;
    const erased = await withoutErased({ table, partitionPath, rows }, tombstones, async (sql) => engine.readRows(sql));
    if (erased === rows) return;
    await engine.setTableRows(table, `select *, ${partitionColumnsSql(partitionPath)} from (${erased})`);
};

type RewrittenPartition = Omit<CompactedPartition, 'bytesAfter'>;

const rewrite = async (
    partition: LakePartition,
    path: string,
    { engine, tombstones }: Compaction,
): Promise<RewrittenPartition> => {
    await pseudonymiseErased(partition, { engine, tombstones });
    const differing = await loadDifferingRecords(partition, engine);
    const counts = await countRows(partition, engine);
    const { Count } = await engine.readNumbers<'Count'>(
        copyRowsSql(partition.table, deduplicatedRowsSql(partition), path),
    );
    checkRowCount(partition, counts, Count);
    return { ...counts, differing };
};

/** Rewrites a partition. Returns the row counts, or the files that cannot be read. */
const tryRewrite = async (
    partition: LakePartition,
    path: string,
    compaction: Compaction,
): Promise<RewrittenPartition | readonly RewriteFailure[]> => {
    const { engine, files } = compaction;
    let paths: readonly string[] = [];
    try {
        paths = await files.fetch(partition.files);
        await engine.setTableFiles(partition.table, paths);
        const unknown = await engine.unknownColumns(partition.table, paths);
        if (unknown.length > 0)
            throw new UserError(`has unknown columns, which a rewrite would lose: ${unknown.join(', ')}`);
        return await rewrite(partition, path, compaction);
    } catch (error) {
        return await findRewriteFailures(error, { partition, paths, engine });
    }
};

/**
 * Compacts a partition. At any moment it has every record, at times twice: the views deduplicate them.
 *
 * @returns the failures if a file cannot be read; the partition then stays as it is
 */
export const compactPartition = async (
    partition: LakePartition,
    session: Compaction,
): Promise<CompactedPartition | readonly RewriteFailure[]> => {
    const path = join(session.folder, 'rewritten.parquet');
    const result = await tryRewrite(partition, path, session);
    if (!('rowsAfter' in result)) return result;
    const { size } = await stat(path);
    const key = `${partition.folder}/${await rewrittenName(path)}`;
    await session.files.add(path, key);
    await rm(path, { force: true });
    await session.files.remove(partition.files.map((file) => file.key).filter((old) => old !== key));
    return { ...result, bytesAfter: size };
};
