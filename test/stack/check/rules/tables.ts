/** Rules about Glue: tables and views match schemas/ and athena/, and the projection covers every partition. */
import { VIEW_COLUMNS } from '../../../../lib/deploy/glue/view-columns.ts';
import { readViews } from '../../../../lib/lake/read-views.ts';
import { COGNITO_METRIC_COLUMNS, COGNITO_METRICS } from '../../../../schemas/cognito-metrics.ts';
import { ALLOWLIST_COLUMNS, ALLOWLIST_TABLE } from '../../../../schemas/allowlist.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type TableName } from '../../../../schemas/columns.ts';
import { DELIVERY_ERROR, EVENT_TYPES } from '../../../../schemas/vocabulary.ts';
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    entries,
    get,
    list,
    resourcesOfType,
    parseJson,
    text,
    type Json,
    type NamedResource,
    type Template,
} from '../template.ts';

const tablesOf = (template: Template): readonly NamedResource[] => resourcesOfType(template, 'AWS::Glue::Table');
const tableInputOf = ({ properties }: NamedResource): Json => get(properties, 'TableInput') ?? {};
const nameOf = (table: NamedResource): string => text(get(tableInputOf(table), 'Name'));
const formatGlueColumns = (columns: Json | undefined): string =>
    list(columns)
        .map((column) => `${text(get(column, 'Name'))} ${text(get(column, 'Type'))}`)
        .join(', ');
const formatSchemaColumns = (columns: readonly { readonly name: string; readonly type: string }[]): string =>
    columns.map(({ name, type }) => `${name} ${type}`).join(', ');

const isTableName = (name: string): name is TableName => (TABLE_NAMES as readonly string[]).includes(name);

/** All pools that the stack names. */
const poolsOf = (template: Template): readonly string[] => {
    const listed = resourcesOfType(template, 'AWS::Lambda::Function')
        .map(({ properties }) => get(properties, 'Environment', 'Variables', 'LISTED_POOLS'))
        .find((ids) => ids !== undefined);
    const delivered = resourcesOfType(template, 'AWS::Cognito::LogDeliveryConfiguration').map(({ properties }) =>
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
const expectedProjectionOf = (table: TableName, pools: readonly string[]): Readonly<Record<string, string>> => ({
    'projection.enabled': 'true',
    'projection.user_pool_id.type': 'enum',
    'projection.user_pool_id.values': pools.join(','),
    'projection.event_type.type': 'enum',
    'projection.event_type.values': (table === 'user_activity' ? EVENT_TYPES : [DELIVERY_ERROR]).join(','),
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': '2020-01-01,NOW+1DAYS',
});

const checkProjection = (
    table: NamedResource,
    name: TableName,
    pools: readonly string[],
): readonly TemplateProblem[] => {
    const actual = new Map(
        entries(get(tableInputOf(table), 'Parameters'))
            .filter(([key]) => /^(projection|storage)\./.test(key))
            .map(([key, value]) => [key, text(value)]),
    );
    const expected = new Map(Object.entries(expectedProjectionOf(name, pools)));
    return [...new Set([...actual.keys(), ...expected.keys()])].flatMap((key) =>
        problemIf(
            actual.get(key) !== expected.get(key),
            table.id,
            `has ${key} = ${actual.get(key) ?? 'nothing'}, not ${expected.get(key) ?? 'nothing'}`,
        ),
    );
};

const checkStorage = (table: NamedResource, buckets: ReadonlySet<string>): readonly TemplateProblem[] => {
    const storage = get(tableInputOf(table), 'StorageDescriptor');
    const location = text(get(storage, 'Location'));
    return [
        ...problemIf(
            !location.endsWith(`/${nameOf(table)}`) ||
                !buckets.has(location.slice('s3://'.length, -nameOf(table).length - 1)),
            table.id,
            `has the location ${location}`,
        ),
        ...problemIf(
            !text(get(storage, 'SerdeInfo', 'SerializationLibrary')).endsWith('ParquetHiveSerDe') ||
                !text(get(storage, 'InputFormat')).endsWith('MapredParquetInputFormat'),
            table.id,
            'is not read as Parquet',
        ),
    ];
};

const bucketsOf = (template: Template): ReadonlySet<string> =>
    new Set(
        resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').map(({ properties }) =>
            text(get(properties, 'ExtendedS3DestinationConfiguration', 'BucketARN')).replace('arn:aws:s3:::', ''),
        ),
    );

const definitionOf = (view: NamedResource): Json => {
    const encoded =
        /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(text(get(tableInputOf(view), 'ViewOriginalText')))?.[1] ?? '';
    return parseJson(Buffer.from(encoded, 'base64').toString());
};

/** The Glue types of Trino types. */
const HIVE_TYPES: Readonly<Record<string, string>> = {
    varchar: 'string',
    'timestamp(3)': 'timestamp',
    boolean: 'boolean',
    bigint: 'bigint',
    'array(varchar)': 'array<string>',
};

const checkView = (view: NamedResource): readonly TemplateProblem[] => {
    const input = tableInputOf(view);
    const definition = definitionOf(view);
    const athenaColumns = list(get(definition, 'columns'))
        .map((column) => `${text(get(column, 'name'))} ${HIVE_TYPES[text(get(column, 'type'))]}`)
        .join(', ');
    const expected = entries(VIEW_COLUMNS as unknown as Json).find(([name]) => name === nameOf(view))?.[1];
    return [
        ...problemIf(
            get(definition, 'originalSql') !== readViews().find(({ name }) => name === nameOf(view))?.sql,
            view.id,
            'differs from the SQL of its file',
        ),
        ...problemIf(
            get(definition, 'schema') !== get(view.properties, 'DatabaseName') ||
                get(definition, 'catalog') !== 'awsdatacatalog',
            view.id,
            `reads tables of ${text(get(definition, 'catalog'))}.${text(get(definition, 'schema'))}`,
        ),
        ...problemIf(
            formatGlueColumns(get(input, 'StorageDescriptor', 'Columns')) !== athenaColumns ||
                athenaColumns !== formatSchemaColumns(expected as never),
            view.id,
            'declares other columns than it has',
        ),
        ...problemIf(
            get(input, 'Parameters', 'presto_view') !== 'true' ||
                get(input, 'ViewExpandedText') !== '/* Presto View */',
            view.id,
            'is not a Presto view',
        ),
    ];
};

const CSV_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
    [ALLOWLIST_TABLE, ALLOWLIST_COLUMNS],
    [COGNITO_METRICS, COGNITO_METRIC_COLUMNS],
]);

export const tableRules: readonly TemplateRule[] = [
    {
        name: 'the tables and views match schemas/ and athena/, in one database',
        findProblems: (template) => {
            const names = tablesOf(template).map(nameOf).toSorted();
            const expected = [
                ...TABLE_NAMES,
                ALLOWLIST_TABLE,
                COGNITO_METRICS,
                ...readViews().map(({ name }) => name),
            ].toSorted();
            const databases = resourcesOfType(template, 'AWS::Glue::Database').map(({ properties }) =>
                text(get(properties, 'DatabaseInput', 'Name')),
            );
            return [
                ...problemIf(names.join() !== expected.join(), 'Template', `has the tables ${names.join(', ')}`),
                ...problemIf(
                    databases.length !== 1 || !/^[a-z][a-z0-9_]*$/.test(databases[0]!),
                    'Template',
                    `has the databases ${databases.join(', ')}`,
                ),
                ...tablesOf(template).flatMap(({ id, properties }) =>
                    problemIf(get(properties, 'DatabaseName') !== databases[0], id, 'is in another database'),
                ),
                ...tablesOf(template).flatMap((table) =>
                    problemIf(
                        get(tableInputOf(table), 'TableType') !==
                            (readViews().some(({ name }) => name === nameOf(table))
                                ? 'VIRTUAL_VIEW'
                                : 'EXTERNAL_TABLE'),
                        table.id,
                        'has the wrong table type',
                    ),
                ),
            ];
        },
    },
    {
        name: 'a table has the columns and partition columns of its schema, with order and types',
        findProblems: (template) =>
            tablesOf(template).flatMap((table) => {
                const name = nameOf(table);
                if (!isTableName(name)) return [];
                return [
                    ...problemIf(
                        formatGlueColumns(get(tableInputOf(table), 'StorageDescriptor', 'Columns')) !==
                            formatSchemaColumns(TABLES[name]),
                        table.id,
                        'differs from the columns of its schema',
                    ),
                    ...problemIf(
                        formatGlueColumns(get(tableInputOf(table), 'PartitionKeys')) !==
                            formatSchemaColumns(PARTITION_COLUMNS),
                        table.id,
                        'differs from the partition columns of its schema',
                    ),
                ];
            }),
    },
    {
        name: 'the allowlist and the Cognito metrics are CSV tables with string columns',
        findProblems: (template) =>
            tablesOf(template).flatMap((table) =>
                !CSV_COLUMNS.has(nameOf(table))
                    ? []
                    : [
                          ...problemIf(
                              formatGlueColumns(get(tableInputOf(table), 'StorageDescriptor', 'Columns')) !==
                                  CSV_COLUMNS.get(nameOf(table))!
                                      .map((name) => `${name} string`)
                                      .join(', '),
                              table.id,
                              'differs from the columns of its schema',
                          ),
                          ...problemIf(
                              !text(
                                  get(tableInputOf(table), 'StorageDescriptor', 'SerdeInfo', 'SerializationLibrary'),
                              ).endsWith('OpenCSVSerde'),
                              table.id,
                              'is not read as CSV',
                          ),
                      ],
            ),
    },
    {
        name: 'a table projects exactly the pools of the stack, the event types and the days',
        findProblems: (template) =>
            tablesOf(template).flatMap((table) => {
                const name = nameOf(table);
                return isTableName(name) ? checkProjection(table, name, poolsOf(template)) : [];
            }),
    },
    {
        name: 'a table has the location that its stream writes to',
        findProblems: (template) =>
            tablesOf(template)
                .filter((table) => isTableName(nameOf(table)))
                .flatMap((table) => checkStorage(table, bucketsOf(template))),
    },
    {
        name: 'a view has the SQL of its file, and the same columns for Glue and Athena',
        findProblems: (template) =>
            tablesOf(template).flatMap((table) =>
                readViews().some(({ name }) => name === nameOf(table)) ? checkView(table) : [],
            ),
    },
];
