/** Rules about Athena: docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html. */
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { problemIf, type TemplateRule } from '../template-rule.ts';
import { get, list, resourcesOfType, text, type NamedResource, type Template } from '../template.ts';

const workGroupsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Athena::WorkGroup');
const namedQueriesOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Athena::NamedQuery');

/** A statement without its string literals, quoted names and comments. */
const stripLiterals = (sql: string): string => sql.replace(/'[^']*'|"[^"]*"|--[^\n]*|\/\*[^]*?\*\//g, '');

const MIN_SCAN_LIMIT_BYTES = 10_000_000;

export const namedQueryRules: readonly TemplateRule[] = [
    {
        name: 'the workgroup is enforced, has a scan limit, metrics and engine version 3, and can be deleted',
        findProblems: (template) => [
            ...problemIf(
                workGroupsOf(template).length !== 1,
                'Template',
                `has ${workGroupsOf(template).length} workgroups`,
            ),
            ...workGroupsOf(template).flatMap(({ id, properties }) => {
                const configuration = get(properties, 'WorkGroupConfiguration');
                return [
                    ...problemIf(get(configuration, 'EnforceWorkGroupConfiguration') !== true, id, 'is not enforced'),
                    ...problemIf(
                        get(configuration, 'PublishCloudWatchMetricsEnabled') !== true,
                        id,
                        'publishes no metrics',
                    ),
                    ...problemIf(
                        !(Number(get(configuration, 'BytesScannedCutoffPerQuery')) >= MIN_SCAN_LIMIT_BYTES),
                        id,
                        'has no valid scan limit',
                    ),
                    ...problemIf(
                        get(configuration, 'EngineVersion', 'SelectedEngineVersion') !== 'Athena engine version 3',
                        id,
                        `runs on ${text(get(configuration, 'EngineVersion', 'SelectedEngineVersion'))}`,
                    ),
                    ...problemIf(
                        get(properties, 'RecursiveDeleteOption') !== true,
                        id,
                        'cannot be deleted after a query has run',
                    ),
                    ...problemIf(get(properties, 'State') === 'DISABLED', id, 'is disabled'),
                ];
            }),
        ],
    },
    {
        name: 'query results are encrypted and in the lake, with a retention',
        findProblems: (template) =>
            workGroupsOf(template).flatMap(({ id, properties }) => {
                const results = get(properties, 'WorkGroupConfiguration', 'ResultConfiguration');
                const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(text(get(results, 'OutputLocation'))) ?? [];
                const lakeBucket = resourcesOfType(template, 'AWS::S3::Bucket').find(
                    (each) => get(each.properties, 'BucketName') === bucket,
                );
                const isLake = resourcesOfType(template, 'AWS::KinesisFirehose::DeliveryStream').some((each) =>
                    text(get(each.properties, 'ExtendedS3DestinationConfiguration', 'BucketARN')).endsWith(
                        `:::${bucket}`,
                    ),
                );
                const expires = list(get(lakeBucket?.properties, 'LifecycleConfiguration', 'Rules')).some(
                    (rule) => get(rule, 'Prefix') === prefix && get(rule, 'ExpirationInDays') !== undefined,
                );
                const option = text(get(results, 'EncryptionConfiguration', 'EncryptionOption'));
                return [
                    ...problemIf(
                        !isLake || prefix !== 'results/',
                        id,
                        `writes results to ${text(get(results, 'OutputLocation'))}`,
                    ),
                    ...problemIf(lakeBucket !== undefined && !expires, id, 'keeps results forever'),
                    ...problemIf(
                        !['SSE_S3', 'SSE_KMS'].includes(option) ||
                            (option === 'SSE_KMS') !==
                                (get(results, 'EncryptionConfiguration', 'KmsKey') !== undefined),
                        id,
                        'does not encrypt results',
                    ),
                    ...problemIf(
                        get(results, 'ExpectedBucketOwner') === undefined,
                        id,
                        'may write to a bucket of another account',
                    ),
                ];
            }),
    },
    {
        name: 'every query of athena/queries is a named query of the workgroup and the database',
        findProblems: (template) => {
            const names = namedQueriesOf(template).map(({ properties }) => text(get(properties, 'Name')));
            const [group] = workGroupsOf(template);
            const database = get(
                resourcesOfType(template, 'AWS::Glue::Database')[0]?.properties,
                'DatabaseInput',
                'Name',
            );
            return [
                ...readCatalogue().flatMap(({ name }) =>
                    problemIf(
                        names.filter((each) => each === name).length !== 1,
                        'Template',
                        `has the query ${name} ${names.filter((each) => each === name).length} times`,
                    ),
                ),
                ...namedQueriesOf(template).flatMap(({ id, properties }) => [
                    ...problemIf(
                        get(properties, 'WorkGroup') !== get(group?.properties, 'Name'),
                        id,
                        'is in another workgroup',
                    ),
                    ...problemIf(get(properties, 'Database') !== database, id, 'uses another database'),
                ]),
            ];
        },
    },
    {
        name: 'a named query is one statement with values for all parameters',
        findProblems: (template) =>
            namedQueriesOf(template).flatMap(({ id, properties }) => {
                const sql = stripLiterals(text(get(properties, 'QueryString')));
                return [
                    ...problemIf(!/\bselect\b/.test(sql), id, 'has no select'),
                    ...problemIf(/:[a-z]|\?/.test(sql.replaceAll('::', '')), id, 'has a parameter without a value'),
                    ...problemIf(sql.includes(';'), id, 'is more than one statement'),
                    ...problemIf(
                        Buffer.byteLength(text(get(properties, 'QueryString'))) > 262_144,
                        id,
                        'is longer than Athena allows',
                    ),
                ];
            }),
    },
];
