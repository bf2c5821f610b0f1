/** Compares partitions with their rebuilt rows: each record is the same, changed, moved, added or gone. */
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { columnsAsWritten } from '../../lake/write/rewritten-file.ts';
import { VIEW_OF, type LakeEngine } from '../../lake/lake-engine.ts';
import { DIFFERENCE_KINDS, MAX_EXAMPLES, type Differences } from './differences.ts';
import { partitionPathSql, type TablePaths } from './record-keys.ts';
import { quoted } from '../../lake/sql-text.ts';

/**
 * Rows of a partition by kind. `moved_in` are rows from another partition.
 * `ambiguous` are records of which the old files have different rows.
 */
export type RebuildCounts = Readonly<
    Record<'old_rows' | 'same' | 'changed' | 'moved' | 'added' | 'gone' | 'moved_in' | 'ambiguous', number>
>;

/** Columns that keep the old lake's values; record-keys.ts explains the names. */
const PRESERVED_COLUMNS: ReadonlyMap<string, string> = new Map([
    ['event_at', 'case when k.is_timeless then k.first_arrived_at else n.event_at end'],
    ['arrived_at', 'k.first_arrived_at'],
    ['ingest_path', 'k.first_path'],
]);
const columnExpression = ({ name }: Column): string => `${PRESERVED_COLUMNS.get(name) ?? `n.${name}`} as ${name}`;

/** An event without a time may be on two days in the sources, and is on one day in the lake. */
const newRowsSql = (table: TableName): string => `
    select distinct on (k.record_id, k.partition_path) ${TABLES[table].map(columnExpression).join(', ')},
        k.partition_path, k.is_in_old_lake
    from (select *, ${partitionPathSql()} as source_partition_path from ${VIEW_OF[table]}) n
    join new_keys k on n.record_id = k.record_id and n.source_partition_path = k.source_partition_path
    join partition_paths using (partition_path)
    order by k.record_id, k.partition_path, k.source_partition_path`;

/** The compared columns: all except the record_id. */
const comparedColumns = (table: TableName): readonly string[] =>
    TABLES[table].map(({ name }) => name).filter((name) => name !== 'record_id');

const differingColumnsSql = (table: TableName): string =>
    `list_filter([${comparedColumns(table)
        .map((name) => `case when o.${name} is distinct from n.${name} then '${name}' end`)
        .join(', ')}], lambda name: name is not null)`;

const pairsSql = (table: TableName): string => `
    create or replace temp table pairs as
    select record_id, partition_path,
        case when n.is_new and o.is_old then ${differingColumnsSql(table)} else [] end as differing_columns,
        case
            when n.is_new is null then case when l.is_moved then 'moved' else 'gone' end
            when o.is_old is null then case when n.is_in_old_lake then 'moved_in' else 'added' end
            when len(differing_columns) = 0 then 'same'
            else 'changed'
        end as kind
    from (select *, true as is_old from old_rows where record_id is not null) o
    full join (select *, true as is_new from new_rows) n using (record_id, partition_path)
    left join unmatched_keys l using (record_id, partition_path)`;

/**
 * Records of which the old files have different rows with the same arrival: a killed rebuild left its new file beside
 * the old ones. The view shows either row.
 */
const ambiguousRowsSql = (table: TableName): string => `
    create or replace temp table ambiguous as
    select partition_path, count(*) as ambiguous
    from (
        select record_id, partition_path
        from (
            select distinct ${columnsAsWritten(table)}, ${partitionPathSql()} as partition_path
            from ${table} where record_id is not null
        )
        group by record_id, partition_path, arrived_at, ingest_path
        having count(*) > 1
    )
    group by partition_path`;

/** Makes the temporary tables of a comparison: `old_rows`, `new_rows`, `pairs`, `ambiguous`. */
const loadTables = async (
    engine: LakeEngine,
    table: TableName,
    partitionPaths: readonly string[],
    { old, replayed }: TablePaths,
): Promise<void> => {
    const columns = columnsAsWritten(table);
    await engine.run(
        `create or replace temp table partition_paths as
            select unnest([${partitionPaths.map(quoted).join(', ')}]::varchar[]) as partition_path`,
    );
    await engine.setTableFiles(table, old);
    await engine.run(`create or replace temp table old_rows as
        select ${columns}, ${partitionPathSql()} as partition_path from ${VIEW_OF[table]} where record_id is not null
        union all by name
        select ${columns}, ${partitionPathSql()} as partition_path from ${table} where record_id is null`);
    await engine.run(ambiguousRowsSql(table));
    await engine.setTableFiles(table, replayed);
    await engine.run(
        `create or replace temp table new_rows as
            select ${columns}, partition_path, is_in_old_lake from (${newRowsSql(table)})`,
    );
    await engine.run(pairsSql(table));
};

const countByPartition = async (engine: LakeEngine): Promise<ReadonlyMap<string, RebuildCounts>> => {
    const count = (kind: string): string => `count(*) filter (kind = '${kind}') as ${kind}`;
    const rows = await engine.readRows(`
        select * from partition_paths
        left join (
            select partition_path, count(*) as old_rows from old_rows group by partition_path
        ) using (partition_path)
        left join (
            select partition_path, ${['same', 'moved_in', ...DIFFERENCE_KINDS].map(count).join(', ')}
            from pairs group by partition_path
        ) using (partition_path)
        left join ambiguous using (partition_path)`);
    const of = (row: Readonly<Record<string, unknown>>, name: string): number => Number(row[name] ?? 0);
    return new Map(
        rows.map((row) => [
            String(row['partition_path']),
            {
                old_rows: of(row, 'old_rows'),
                same: of(row, 'same'),
                changed: of(row, 'changed'),
                moved: of(row, 'moved'),
                added: of(row, 'added'),
                gone: of(row, 'gone'),
                moved_in: of(row, 'moved_in'),
                ambiguous: of(row, 'ambiguous'),
            },
        ]),
    );
};

/** Adds the columns that differ, and example record_ids, to the table's differences. */
const addDetails = async (engine: LakeEngine, sum: Differences): Promise<void> => {
    for (const { name, rows } of await engine.readRows(
        'select name, count(*) as rows from (select unnest(differing_columns) as name from pairs) group by name',
    )) {
        sum.changed_by_column[String(name)] = (sum.changed_by_column[String(name)] ?? 0) + Number(rows);
    }
    for (const kind of DIFFERENCE_KINDS) {
        const missing = MAX_EXAMPLES - sum.examples[kind].length;
        const rows = await engine.readRows(
            `select distinct record_id from pairs where kind = '${kind}' order by record_id limit ${missing}`,
        );
        sum.examples[kind].push(...rows.map(({ record_id }) => String(record_id)));
    }
};

/**
 * Compares partitions by path. `gatherKeys` must have run for the table. Leaves the temporary tables for
 * `mergedRowsSql`.
 *
 * @param paths the old files of these partitions, and the replayed files with rows for them
 * @param sum collects the columns that differ, and example record_ids
 */
export const comparePartitions = async (
    engine: LakeEngine,
    table: TableName,
    {
        partitionPaths,
        sum,
        ...paths
    }: TablePaths & {
        readonly partitionPaths: readonly string[];
        readonly sum: Differences;
    },
): Promise<ReadonlyMap<string, RebuildCounts>> => {
    await loadTables(engine, table, partitionPaths, paths);
    await addDetails(engine, sum);
    return countByPartition(engine);
};

/** Records of a partition that only the old lake has. */
const goneIdsSql = (partitionPath: string): string =>
    `select record_id from pairs where partition_path = ${quoted(partitionPath)} and kind = 'gone'`;

/**
 * The rebuilt rows of a partition. Rows that only the old lake has stay unless `dropsGone`; rows without an id always
 * stay.
 */
export const mergedRowsSql = (partitionPath: string, dropsGone: boolean): string => `
    select * exclude (is_in_old_lake, partition_path) from new_rows where partition_path = ${quoted(partitionPath)}
    union all by name
    select o.* exclude (partition_path) from old_rows o where partition_path = ${quoted(partitionPath)}
        and (record_id is null${dropsGone ? '' : ` or record_id in (${goneIdsSql(partitionPath)})`})`;
