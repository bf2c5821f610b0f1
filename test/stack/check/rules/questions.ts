/** What the workgroup and the named queries need: docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html. */
import { readCatalogue } from '../../../../lib/query/catalogue.ts';
import { when, type Rule } from '../finding.ts';
import { get, list, ofType, text, type Named, type Template } from '../template.ts';

const workGroups = (template: Template): readonly Named[] => ofType(template, 'AWS::Athena::WorkGroup');
const queries = (template: Template): readonly Named[] => ofType(template, 'AWS::Athena::NamedQuery');

/** What is left of a statement without its texts, quoted names and comments. */
const bare = (sql: string): string => sql.replace(/'[^']*'|"[^"]*"|--[^\n]*|\/\*[^]*?\*\//g, '');

const MEGABYTES_10 = 10_000_000;

export const questionRules: readonly Rule[] = [
    {
        name: 'the workgroup is enforced, limited, measured, of engine version 3, and can be removed',
        find: (template) => [
            ...when(workGroups(template).length !== 1, 'Template', `has ${workGroups(template).length} workgroups`),
            ...workGroups(template).flatMap(({ id, properties }) => {
                const configuration = get(properties, 'WorkGroupConfiguration');
                return [
                    ...when(
                        get(configuration, 'EnforceWorkGroupConfiguration') !== true,
                        id,
                        'lets a client choose otherwise',
                    ),
                    ...when(get(configuration, 'PublishCloudWatchMetricsEnabled') !== true, id, 'is not measured'),
                    ...when(
                        !(Number(get(configuration, 'BytesScannedCutoffPerQuery')) >= MEGABYTES_10),
                        id,
                        'has no limit that Athena takes',
                    ),
                    ...when(
                        get(configuration, 'EngineVersion', 'SelectedEngineVersion') !== 'Athena engine version 3',
                        id,
                        `runs on ${text(get(configuration, 'EngineVersion', 'SelectedEngineVersion'))}`,
                    ),
                    ...when(
                        get(properties, 'RecursiveDeleteOption') !== true,
                        id,
                        'can not be removed once a query ran',
                    ),
                    ...when(get(properties, 'State') === 'DISABLED', id, 'is switched off'),
                ];
            }),
        ],
    },
    {
        name: 'results are encrypted, and lie in the lake where they go in time',
        find: (template) =>
            workGroups(template).flatMap(({ id, properties }) => {
                const results = get(properties, 'WorkGroupConfiguration', 'ResultConfiguration');
                const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(text(get(results, 'OutputLocation'))) ?? [];
                const made = ofType(template, 'AWS::S3::Bucket').find(
                    (each) => get(each.properties, 'BucketName') === bucket,
                );
                const isLake = ofType(template, 'AWS::KinesisFirehose::DeliveryStream').some((each) =>
                    text(get(each.properties, 'ExtendedS3DestinationConfiguration', 'BucketARN')).endsWith(
                        `:::${bucket}`,
                    ),
                );
                const goes = list(get(made?.properties, 'LifecycleConfiguration', 'Rules')).some(
                    (rule) => get(rule, 'Prefix') === prefix && get(rule, 'ExpirationInDays') !== undefined,
                );
                const option = text(get(results, 'EncryptionConfiguration', 'EncryptionOption'));
                return [
                    ...when(
                        !isLake || prefix !== 'results/',
                        id,
                        `writes results to ${text(get(results, 'OutputLocation'))}`,
                    ),
                    ...when(made !== undefined && !goes, id, 'keeps results for ever'),
                    ...when(
                        !['SSE_S3', 'SSE_KMS'].includes(option) ||
                            (option === 'SSE_KMS') !==
                                (get(results, 'EncryptionConfiguration', 'KmsKey') !== undefined),
                        id,
                        'does not encrypt results',
                    ),
                    ...when(
                        get(results, 'ExpectedBucketOwner') === undefined,
                        id,
                        "may write to a bucket of another account's",
                    ),
                ];
            }),
    },
    {
        name: 'every question is a named query of the workgroup and the database',
        find: (template) => {
            const names = queries(template).map(({ properties }) => text(get(properties, 'Name')));
            const [group] = workGroups(template);
            const database = get(ofType(template, 'AWS::Glue::Database')[0]?.properties, 'DatabaseInput', 'Name');
            return [
                ...readCatalogue().flatMap(({ name }) =>
                    when(
                        names.filter((each) => each === name).length !== 1,
                        'Template',
                        `has the question ${name} ${names.filter((each) => each === name).length} times`,
                    ),
                ),
                ...queries(template).flatMap(({ id, properties }) => [
                    ...when(
                        get(properties, 'WorkGroup') !== get(group?.properties, 'Name'),
                        id,
                        'is in another workgroup',
                    ),
                    ...when(get(properties, 'Database') !== database, id, 'asks another database'),
                ]),
            ];
        },
    },
    {
        name: 'a question runs as it stands: one statement, with every parameter put in',
        find: (template) =>
            queries(template).flatMap(({ id, properties }) => {
                const sql = bare(text(get(properties, 'QueryString')));
                return [
                    ...when(!/\bselect\b/.test(sql), id, 'asks nothing'),
                    ...when(/:[a-z]|\?/.test(sql.replaceAll('::', '')), id, 'has a parameter without a value'),
                    ...when(sql.includes(';'), id, 'is more than one statement'),
                    ...when(
                        Buffer.byteLength(text(get(properties, 'QueryString'))) > 262_144,
                        id,
                        'is longer than Athena takes',
                    ),
                ];
            }),
    },
];
