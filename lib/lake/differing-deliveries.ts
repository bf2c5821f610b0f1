/** SQL for both engines that finds records whose deliveries differ: one of them may be forged. */
import { COMPARED_COLUMNS, TABLES, type Column, type TableName } from '../../schemas/columns.ts';

/** A column to compare. NULL differs from a value, unless files of an older version lack the column. */
export type ComparedColumn = Column & { readonly isNewer: boolean };

export type ComparisonOptions = {
    /** A condition for the rows of the table. */
    readonly where: string;
    /** Whether a pseudonym, a mask and a NULL of an erased person differ from nothing. */
    readonly sparesErased: boolean;
};

export const comparedColumns = (table: TableName): readonly ComparedColumn[] =>
    COMPARED_COLUMNS[table].flatMap(({ name, isNewer }) =>
        TABLES[table].filter((column) => column.name === name).map((column) => ({ ...column, isNewer })),
    );

const PSEUDONYM = `'^erased-[0-9a-f]{16}$'`;
const MASK = String.raw`'(^|[^\p{L}\p{N}])erased($|[^\p{L}\p{N}])'`;

/** Whether `erase-user` has changed the row. */
const IS_ERASED: Readonly<Record<TableName, string>> = {
    user_activity: `coalesce(regexp_like(user_sub, ${PSEUDONYM}) or regexp_like(user_name, ${PSEUDONYM}), false)`,
    user_notification: `coalesce(regexp_like(details, ${MASK}), false)`,
};

/**
 * An IP address without the IPv6 prefix of a mapped IPv4 address, and with a group beside each `::`. A mapped address in
 * hex digits stays as it is. A colon in brackets is no parameter.
 */
const IP_PARTS = String.raw`regexp_replace(
            regexp_replace(
                regexp_replace(lower(ip_address), '^[0:]*[:]ffff[:]([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)$', '$1'),
                '^::', '0::'
            ),
            '::$', '::0'
        )`;

const IP_COLONS = "regexp_replace(ip_parts, '[^:]', '')";

/** The address of `ip_parts` with all eight groups, without zeros before their digits. */
const IP_ADDRESS = `case
            when strpos(ip_parts, ':') = 0 then ip_parts
            else regexp_replace(
                replace(
                    ip_parts,
                    '::',
                    concat(':', substr('0:0:0:0:0:0:0:', 1, greatest(0, 16 - 2 * length(${IP_COLONS}))))
                ),
                '(^|:)0+([0-9a-f])',
                '$1$2'
            )
        end`;

/** An event without a time of its own has that of its arrival, which differs between deliveries. */
const EVENT_AT = "cast(case when event_at_source <> 'arrival' then date_trunc('millisecond', event_at) end as varchar)";

/** As text: Trino compares no arrays with a NULL in them. With the count, other items never give the same text. */
const arrayText = (name: string): string =>
    `concat(cast(cardinality(${name}) as varchar), chr(31), array_join(${name}, chr(31)))`;

const valueOf = ({ name, type }: Column): string => {
    if (name === 'ip_address') return IP_ADDRESS;
    if (name === 'event_at') return EVENT_AT;
    if (type === 'array<string>') return arrayText(name);
    return type === 'boolean' ? `cast(${name} as varchar)` : name;
};

/** The value to compare. NULL is ignored; the empty string stands for a NULL that is not: no column has it. */
const comparedValue = (column: ComparedColumn, { sparesErased }: ComparisonOptions): string => {
    const value = column.isNewer ? valueOf(column) : `coalesce(${valueOf(column)}, '')`;
    return sparesErased && column.personal !== 'no' ? `case when not is_erased then ${value} end` : value;
};

/** Columns that the compared ones are made of. */
const partsOf = (table: TableName): readonly string[] => [
    'event_at_source',
    ...comparedColumns(table).map(({ name }) => (name === 'ip_address' ? `${IP_PARTS} as ip_parts` : name)),
    `${IS_ERASED[table]} as is_erased`,
];

const KEYS = ['user_pool_id', 'event_type', 'dt', 'record_id'] as const;

const list = (expressions: readonly string[]): string => expressions.join(',\n        ');

/** Queries by name, for `with`: the deliveries of records that have several, with the values to compare. */
export const comparedDeliveries = (
    table: TableName,
    options: ComparisonOptions,
    columns: readonly ComparedColumn[] = comparedColumns(table),
): string => `${table}_repeated as (
    select record_id
    from ${table}
    where ${options.where}
        and record_id is not null
    group by ${KEYS.join(', ')}
    having count(*) > 1
),

${table}_deliveries as (
    select
        ${list([...KEYS, 'arrived_at', ...partsOf(table)])}
    from ${table}
    where ${options.where}
        and record_id in (select record_id from ${table}_repeated)
),

${table}_compared as (
    select
        ${list([...KEYS, 'arrived_at', ...columns.map((each) => `${comparedValue(each, options)} as ${each.name}`)])}
    from ${table}_deliveries
)`;

const nameIfDifferent = ({ name }: Column): string =>
    `case when min(${name}) <> max(${name}) then '${name} ' else '' end`;

/** One row a record with several deliveries: the columns in which they differ, or an empty text. */
export const differingColumnsSql = (
    table: TableName,
    columns: readonly ComparedColumn[] = comparedColumns(table),
): string => `    select
        '${table}' as table_name,
        ${list(KEYS)},
        count(*) as delivery_count,
        min(arrived_at) as first_arrived_at,
        max(arrived_at) as last_arrived_at,
        rtrim(
            ${columns.map(nameIfDifferent).join('\n            || ')}
        ) as differing_columns
    from ${table}_compared
    group by ${KEYS.join(', ')}`;
