/** Finds violations of the table schema in a line. */
import { instantOf } from '../../schemas/instant.ts';
import { PARTITION_COLUMNS, TABLES, type ColumnType, type TableName } from '../../schemas/columns.ts';
import { parseJsonRow, type JsonRow } from '../support/transform-batch.ts';

const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const isText = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed();

const TYPE_CHECKS: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
    string: isText,
    timestamp: (value) => typeof value === 'string' && TIMESTAMP.test(value) && instantOf(value) !== undefined,
    boolean: (value) => typeof value === 'boolean',
    'array<string>': (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
};

const REQUIRED_COLUMNS = [
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

const findMissingColumns = (row: JsonRow): readonly string[] =>
    REQUIRED_COLUMNS.filter((name) => row[name] === undefined).map((name) => `${name} is missing`);
const findUnparallelLists = (row: JsonRow): readonly string[] =>
    [
        ['challenge_names', 'challenge_results'],
        ['extra_names', 'extra_values'],
    ]
        .filter(([one = '', other = '']) => lengthOf(row[one]) !== lengthOf(row[other]))
        .map((names) => `${names.join(' and ')} are not parallel`);

const COLUMN_TYPES: Readonly<Record<TableName, ReadonlyMap<string, ColumnType>>> = {
    user_activity: new Map([...TABLES.user_activity, ...PARTITION_COLUMNS].map(({ name, type }) => [name, type])),
    user_notification: new Map(
        [...TABLES.user_notification, ...PARTITION_COLUMNS].map(({ name, type }) => [name, type]),
    ),
};

/** The violations of a line; none for a valid row of the table. */
export const findRowViolations = (line: string, table: TableName): readonly string[] => {
    const row = parseJsonRow(line);
    const types = COLUMN_TYPES[table];
    const names = Object.keys(row);
    return [
        ...names.filter((name) => !types.has(name)).map((name) => `${name} is not a column`),
        ...names
            .filter((name) => types.has(name) && !TYPE_CHECKS[types.get(name) ?? 'string'](row[name]))
            .map((name) => `${name} is ${JSON.stringify(row[name])}`),
        ...findMissingColumns(row),
        ...findUnparallelLists(row),
        ...(/[\n\r]/.test(line) ? ['more than one line'] : []),
    ];
};
