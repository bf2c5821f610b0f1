/** Says what is wrong with a line, held against the schema that it should read back to. */
import { instantOf } from '../../schemas/instant.ts';
import { PARTITION_COLUMNS, TABLES, type ColumnType, type TableName } from '../../schemas/columns.ts';
import { readRow, type Row } from '../support/given-firehose.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const isText = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed();

const FITS: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
    string: isText,
    timestamp: (value) => typeof value === 'string' && TIMESTAMP.test(value) && instantOf(value) !== undefined,
    boolean: (value) => typeof value === 'boolean',
    'array<string>': (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
};

const ALWAYS = [
    'record_id',
    'event_at',
    'event_at_source',
    'arrived_at',
    'ingest_path',
    'user_pool_id',
    'event_type',
    'dt',
];
const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const missing = (row: Row): readonly string[] =>
    ALWAYS.filter((name) => row[name] === undefined).map((name) => `${name} is missing`);
const unparallel = (row: Row): readonly string[] =>
    [
        ['challenge_names', 'challenge_results'],
        ['extra_names', 'extra_values'],
    ]
        .filter(([one = '', other = '']) => lengthOf(row[one]) !== lengthOf(row[other]))
        .map((names) => `${names.join(' and ')} are not parallel`);

const TYPES: Readonly<Record<TableName, ReadonlyMap<string, ColumnType>>> = {
    user_activity: new Map([...TABLES.user_activity, ...PARTITION_COLUMNS].map(({ name, type }) => [name, type])),
    user_notification: new Map(
        [...TABLES.user_notification, ...PARTITION_COLUMNS].map(({ name, type }) => [name, type]),
    ),
};

/** Nothing for a line that is a row of the table. */
export const rowFaults = (line: string, table: TableName): readonly string[] => {
    const row = readRow(line);
    const types = TYPES[table];
    const names = Object.keys(row);
    return [
        ...names.filter((name) => !types.has(name)).map((name) => `${name} is no column`),
        ...names
            .filter((name) => types.has(name) && !FITS[types.get(name) ?? 'string'](row[name]))
            .map((name) => `${name} is ${JSON.stringify(row[name])}`),
        ...missing(row),
        ...unparallel(row),
        ...(/[\n\r]/.test(line) ? ['more than one line'] : []),
    ];
};
