/** Parity: tables and views are those of schemas/ and athena/, and Athena finds every partition that is written. */
import { VIEW_COLUMNS } from '../../../../lib/deploy/glue/view-columns.ts';
import { readViews } from '../../../../lib/lake/views.ts';
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from '../../../../schemas/cognito-metrics.ts';
import { KNOWN_EXCEPTION_COLUMNS, KNOWN_EXCEPTIONS } from '../../../../schemas/known-exceptions.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type TableName } from '../../../../schemas/columns.ts';
import { DELIVERY_ERROR, EVENT_TYPES } from '../../../../schemas/vocabulary.ts';
import { when, type Finding, type Rule } from '../finding.ts';
import { entries, get, list, ofType, parseJson, text, type Json, type Named, type Template } from '../template.ts';

const tablesOf = (template: Template): readonly Named[] => ofType(template, 'AWS::Glue::Table');
const inputOf = ({ properties }: Named): Json => get(properties, 'TableInput') ?? {};
const nameOf = (table: Named): string => text(get(inputOf(table), 'Name'));
const columnsOf = (columns: Json | undefined): string =>
    list(columns)
        .map((column) => `${text(get(column, 'Name'))} ${text(get(column, 'Type'))}`)
        .join(', ');
const written = (columns: readonly { readonly name: string; readonly type: string }[]): string =>
    columns.map(({ name, type }) => `${name} ${type}`).join(', ');

const isTable = (name: string): name is TableName => (TABLE_NAMES as readonly string[]).includes(name);

/** The pools that anything in the stack knows of. */
const poolsOf = (template: Template): readonly string[] => {
    const listed = ofType(template, 'AWS::Lambda::Function')
        .map(({ properties }) => get(properties, 'Environment', 'Variables', 'LISTED_POOLS'))
        .find((ids) => ids !== undefined);
    const delivered = ofType(template, 'AWS::Cognito::LogDeliveryConfiguration').map(({ properties }) =>
        text(get(properties, 'UserPoolId')),
    );
    return [
        ...new Set([
            ...text(listed)
                .split(',')
                .filter((id) => id !== ''),
            ...delivered,
        ]),
    ];
};

/** docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html. */
const projectionOf = (table: TableName, pools: readonly string[]): Readonly<Record<string, string>> => ({
    'projection.enabled': 'true',
    'projection.user_pool_id.type': 'enum',
    'projection.user_pool_id.values': pools.join(','),
    'projection.event_type.type': 'enum',
    'projection.event_type.values': (table === 'user_activity' ? EVENT_TYPES : [DELIVERY_ERROR]).join(','),
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': '2020-01-01,NOW+1DAYS',
});

const checkProjection = (table: Named, name: TableName, pools: readonly string[]): readonly Finding[] => {
    const given = new Map(
        entries(get(inputOf(table), 'Parameters'))
            .filter(([key]) => /^(projection|storage)\./.test(key))
            .map(([key, value]) => [key, text(value)]),
    );
    const wanted = new Map(Object.entries(projectionOf(name, pools)));
    return [...new Set([...given.keys(), ...wanted.keys()])].flatMap((key) =>
        when(
            given.get(key) !== wanted.get(key),
            table.id,
            `has ${key} = ${given.get(key) ?? 'nothing'}, not ${wanted.get(key) ?? 'nothing'}`,
        ),
    );
};

const checkStorage = (table: Named, buckets: ReadonlySet<string>): readonly Finding[] => {
    const storage = get(inputOf(table), 'StorageDescriptor');
    const location = text(get(storage, 'Location'));
    return [
        ...when(
            !location.endsWith(`/${nameOf(table)}`) ||
                !buckets.has(location.slice('s3://'.length, -nameOf(table).length - 1)),
            table.id,
            `lies at ${location}`,
        ),
        ...when(
            !text(get(storage, 'SerdeInfo', 'SerializationLibrary')).endsWith('ParquetHiveSerDe') ||
                !text(get(storage, 'InputFormat')).endsWith('MapredParquetInputFormat'),
            table.id,
            'is not read as Parquet',
        ),
    ];
};

const bucketsOf = (template: Template): ReadonlySet<string> =>
    new Set(
        ofType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
            text(get(properties, 'ExtendedS3DestinationConfiguration', 'BucketARN')).replace('arn:aws:s3:::', ''),
        ),
    );

const definitionOf = (view: Named): Json => {
    const encoded =
        /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(text(get(inputOf(view), 'ViewOriginalText')))?.[1] ?? '';
    return parseJson(Buffer.from(encoded, 'base64').toString());
};

/** Glue's word for a type, of Trino's. */
const HIVE_TYPES: Readonly<Record<string, string>> = {
    varchar: 'string',
    'timestamp(3)': 'timestamp',
    boolean: 'boolean',
    bigint: 'bigint',
    'array(varchar)': 'array<string>',
};

const checkView = (view: Named): readonly Finding[] => {
    const input = inputOf(view);
    const definition = definitionOf(view);
    const told = list(get(definition, 'columns'))
        .map((column) => `${text(get(column, 'name'))} ${HIVE_TYPES[text(get(column, 'type'))]}`)
        .join(', ');
    const wanted = entries(VIEW_COLUMNS as unknown as Json).find(([name]) => name === nameOf(view))?.[1];
    return [
        ...when(
            get(definition, 'originalSql') !== readViews().find(({ name }) => name === nameOf(view))?.sql,
            view.id,
            'is not the text of its file',
        ),
        ...when(
            get(definition, 'schema') !== get(view.properties, 'DatabaseName') ||
                get(definition, 'catalog') !== 'awsdatacatalog',
            view.id,
            `looks for its tables in ${text(get(definition, 'catalog'))}.${text(get(definition, 'schema'))}`,
        ),
        ...when(
            columnsOf(get(input, 'StorageDescriptor', 'Columns')) !== told || told !== written(wanted as never),
            view.id,
            'tells Glue and Athena other columns than it has',
        ),
        ...when(
            get(input, 'Parameters', 'presto_view') !== 'true' ||
                get(input, 'ViewExpandedText') !== '/* Presto View */',
            view.id,
            'is no view to Athena',
        ),
    ];
};

const CSV_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
    [KNOWN_EXCEPTIONS, KNOWN_EXCEPTION_COLUMNS],
    [COGNITO_METRICS, COGNITO_METRIC_COLUMNS],
]);

export const tableRules: readonly Rule[] = [
    {
        name: 'the tables and views are those of schemas/ and athena/, in one database',
        find: (template) => {
            const names = tablesOf(template).map(nameOf).toSorted();
            const wanted = [
                ...TABLE_NAMES,
                KNOWN_EXCEPTIONS,
                COGNITO_METRICS,
                ...readViews().map(({ name }) => name),
            ].toSorted();
            const databases = ofType(template, 'AWS::Glue::Database').map(({ properties }) =>
                text(get(properties, 'DatabaseInput', 'Name')),
            );
            return [
                ...when(names.join() !== wanted.join(), 'Template', `has the tables ${names.join(', ')}`),
                ...when(
                    databases.length !== 1 || !/^[a-z][a-z0-9_]*$/.test(databases[0]!),
                    'Template',
                    `has the databases ${databases.join(', ')}`,
                ),
                ...tablesOf(template).flatMap(({ id, properties }) =>
                    when(get(properties, 'DatabaseName') !== databases[0], id, 'is in another database'),
                ),
                ...tablesOf(template).flatMap((table) =>
                    when(
                        get(inputOf(table), 'TableType') !==
                            (readViews().some(({ name }) => name === nameOf(table))
                                ? 'VIRTUAL_VIEW'
                                : 'EXTERNAL_TABLE'),
                        table.id,
                        'is of another kind',
                    ),
                ),
            ];
        },
    },
    {
        name: 'a table has the columns of its schema, in their order and types, and then those of the partition',
        find: (template) =>
            tablesOf(template).flatMap((table) => {
                const name = nameOf(table);
                if (!isTable(name)) return [];
                return [
                    ...when(
                        columnsOf(get(inputOf(table), 'StorageDescriptor', 'Columns')) !== written(TABLES[name]),
                        table.id,
                        'has other columns than its schema',
                    ),
                    ...when(
                        columnsOf(get(inputOf(table), 'PartitionKeys')) !== written(PARTITION_COLUMNS),
                        table.id,
                        'has other partition columns than its schema',
                    ),
                ];
            }),
    },
    {
        name: 'the known exceptions and the metrics of Cognito are texts, read as CSV',
        find: (template) =>
            tablesOf(template).flatMap((table) =>
                !CSV_COLUMNS.has(nameOf(table))
                    ? []
                    : [
                          ...when(
                              columnsOf(get(inputOf(table), 'StorageDescriptor', 'Columns')) !==
                                  CSV_COLUMNS.get(nameOf(table))!
                                      .map((name) => `${name} string`)
                                      .join(', '),
                              table.id,
                              'has other columns than its schema',
                          ),
                          ...when(
                              !text(
                                  get(inputOf(table), 'StorageDescriptor', 'SerdeInfo', 'SerializationLibrary'),
                              ).endsWith('OpenCSVSerde'),
                              table.id,
                              'is not read as CSV',
                          ),
                      ],
            ),
    },
    {
        name: 'a table projects every pool that the stack knows, every event type and every day, and nothing else',
        find: (template) =>
            tablesOf(template).flatMap((table) => {
                const name = nameOf(table);
                return isTable(name) ? checkProjection(table, name, poolsOf(template)) : [];
            }),
    },
    {
        name: 'a table lies where its stream writes',
        find: (template) =>
            tablesOf(template)
                .filter((table) => isTable(nameOf(table)))
                .flatMap((table) => checkStorage(table, bucketsOf(template))),
    },
    {
        name: 'a view is the text of its file, and tells Glue and Athena the same columns',
        find: (template) =>
            tablesOf(template).flatMap((table) =>
                readViews().some(({ name }) => name === nameOf(table)) ? checkView(table) : [],
            ),
    },
];
