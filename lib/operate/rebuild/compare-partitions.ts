/** Compares some partitions with what the sources came to for them: each record is the same, changed, moved, added or gone. */
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { columnsAsWritten } from '../../lake/write/rewritten-file.ts';
import { VIEW_OF, type LakeEngine } from '../../lake/lake-engine.ts';
import { quoted } from '../../lake/parquet-target.ts';
import { KINDS, MAX_EXAMPLES, type Differences } from './differences.ts';
import { place, type Sides } from './record-keys.ts';

/** Rows of a partition by what became of them; those that come into it from another one are `moved_in`. `undecided` are records that the old files have in two ways. */
export type Counts = Readonly<
    Record<'old_rows' | 'same' | 'changed' | 'moved' | 'added' | 'gone' | 'moved_in' | 'undecided', number>
>;

/** What stays of the old lake, in the words of record-keys.ts. */
const SETTLED: ReadonlyMap<string, string> = new Map([
    ['event_at', 'case when k.is_timeless then k.first_arrived_at else n.event_at end'],
    ['arrived_at', 'k.first_arrived_at'],
    ['ingest_path', 'k.first_path'],
]);
const settled = ({ name }: Column): string => `${SETTLED.get(name) ?? `n.${name}`} as ${name}`;

/** An event that tells no time may be of two days in the sources, and is of one in the lake. */
const newRows = (table: TableName): string => `
    select distinct on (k.record_id, k.place) ${TABLES[table].map(settled).join(', ')}, k.place, k.is_known
    from (select *, ${place()} as source_place from ${VIEW_OF[table]}) n
    join new_keys k on n.record_id = k.record_id and n.source_place = k.source_place
    join places using (place)
    order by k.record_id, k.place, k.source_place`;

/** Columns that are compared: all but what tells which record it is. */
const comparedColumns = (table: TableName): readonly string[] =>
    TABLES[table].map(({ name }) => name).filter((name) => name !== 'record_id');

const differing = (table: TableName): string =>
    `list_filter([${comparedColumns(table)
        .map((name) => `case when o.${name} is distinct from n.${name} then '${name}' end`)
        .join(', ')}], lambda name: name is not null)`;

const pairs = (table: TableName): string => `
    create or replace temp table pairs as
    select record_id, place,
        case when n.is_new and o.is_old then ${differing(table)} else [] end as differing_columns,
        case
            when n.is_new is null then case when l.is_moved then 'moved' else 'gone' end
            when o.is_old is null then case when n.is_known then 'moved_in' else 'added' end
            when len(differing_columns) = 0 then 'same'
            else 'changed'
        end as kind
    from (select *, true as is_old from old_rows where record_id is not null) o
    full join (select *, true as is_new from new_rows) n using (record_id, place)
    left join lone_keys l using (record_id, place)`;

/**
 * Records of which old files have different rows that the view can't tell apart: a rebuild that was killed left its new file
 * beside the old ones, and either row may show.
 */
const undecidedRows = (table: TableName): string => `
    create or replace temp table undecided as
    select place, count(*) as undecided
    from (
        select record_id, place
        from (select distinct ${columnsAsWritten(table)}, ${place()} as place from ${table} where record_id is not null)
        group by record_id, place, arrived_at, ingest_path
        having count(*) > 1
    )
    group by place`;

/** Makes the tables that partitions are compared by and put together from: `old_rows`, `new_rows`, `pairs`. */
const load = async (
    engine: LakeEngine,
    table: TableName,
    places: readonly string[],
    { old, made }: Sides,
): Promise<void> => {
    const columns = columnsAsWritten(table);
    await engine.run(
        `create or replace temp table places as select unnest([${places.map(quoted).join(', ')}]::varchar[]) as place`,
    );
    await engine.point(table, old);
    await engine.run(`create or replace temp table old_rows as
        select ${columns}, ${place()} as place from ${VIEW_OF[table]} where record_id is not null
        union all by name select ${columns}, ${place()} as place from ${table} where record_id is null`);
    await engine.run(undecidedRows(table));
    await engine.point(table, made);
    await engine.run(
        `create or replace temp table new_rows as select ${columns}, place, is_known from (${newRows(table)})`,
    );
    await engine.run(pairs(table));
};

const countByPlace = async (engine: LakeEngine): Promise<ReadonlyMap<string, Counts>> => {
    const count = (kind: string): string => `count(*) filter (kind = '${kind}') as ${kind}`;
    const rows = await engine.rows(`
        select * from places
        left join (select place, count(*) as old_rows from old_rows group by place) using (place)
        left join (select place, ${['same', 'moved_in', ...KINDS].map(count).join(', ')} from pairs group by place) using (place)
        left join undecided using (place)`);
    const of = (row: Readonly<Record<string, unknown>>, name: string): number => Number(row[name] ?? 0);
    return new Map(
        rows.map((row) => [
            String(row['place']),
            {
                old_rows: of(row, 'old_rows'),
                same: of(row, 'same'),
                changed: of(row, 'changed'),
                moved: of(row, 'moved'),
                added: of(row, 'added'),
                gone: of(row, 'gone'),
                moved_in: of(row, 'moved_in'),
                undecided: of(row, 'undecided'),
            },
        ]),
    );
};

/** Adds the columns that differ, and examples, to what is known of the table. */
const describe = async (engine: LakeEngine, sum: Differences): Promise<void> => {
    for (const { name, rows } of await engine.rows(
        'select name, count(*) as rows from (select unnest(differing_columns) as name from pairs) group by name',
    )) {
        sum.changed_by_column[String(name)] = (sum.changed_by_column[String(name)] ?? 0) + Number(rows);
    }
    for (const kind of KINDS) {
        const missing = MAX_EXAMPLES - sum.examples[kind].length;
        const rows = await engine.rows(
            `select distinct record_id from pairs where kind = '${kind}' order by record_id limit ${missing}`,
        );
        sum.examples[kind].push(...rows.map(({ record_id }) => String(record_id)));
    }
};

/**
 * Compares partitions, whose keys are gathered, by their places. The engine then has what `composedRows` asks.
 *
 * @param sides the files of these partitions, and those of the sources that have rows for them
 * @param sum is added the columns that differ, and examples
 */
export const comparePartitions = async (
    engine: LakeEngine,
    table: TableName,
    { places, sum, ...sides }: Sides & { readonly places: readonly string[]; readonly sum: Differences },
): Promise<ReadonlyMap<string, Counts>> => {
    await load(engine, table, places, sides);
    await describe(engine, sum);
    return countByPlace(engine);
};

/** The rows that a partition is to have. What only the old lake has stays, unless it is to be dropped; rows without an id stay always. */
export const composedRows = (at: string, dropsGone: boolean): string => `
    select * exclude (is_known, place) from new_rows where place = ${quoted(at)}
    union all by name select o.* exclude (place) from old_rows o where place = ${quoted(at)}
        and (record_id is null${dropsGone ? '' : ` or record_id in (select record_id from pairs where place = ${quoted(at)} and kind = 'gone')`})`;
