/** What Cognito's delivery needs: docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html, and the pages of vended logs. */
import { when, type Finding, type Rule } from '../finding.ts';
import {
    dependenciesOf,
    get,
    list,
    ofType,
    parseJson,
    text,
    texts,
    type Json,
    type Named,
    type Template,
} from '../template.ts';

const deliveriesOf = (template: Template): readonly Named[] =>
    ofType(template, 'AWS::Cognito::LogDeliveryConfiguration');
const LEVELS: Readonly<Record<string, string>> = { userAuthEvents: 'INFO', userNotification: 'ERROR' };
const ARN = /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]*:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

const perDelivery =
    (find: (delivery: Named, configuration: Json, template: Template) => readonly Finding[]): Rule['find'] =>
    (template) =>
        deliveriesOf(template).flatMap((delivery) =>
            list(get(delivery.properties, 'LogConfigurations')).flatMap((configuration) =>
                find(delivery, configuration, template),
            ),
        );

const groupArn = (configuration: Json): Json | undefined =>
    get(configuration, 'CloudWatchLogsConfiguration', 'LogGroupArn');
const streamArn = (configuration: Json): Json | undefined => get(configuration, 'FirehoseConfiguration', 'StreamArn');
const bucketArn = (configuration: Json): Json | undefined => get(configuration, 'S3Configuration', 'BucketArn');

const exportGroups = (template: Template): readonly Named[] =>
    ofType(template, 'AWS::Logs::LogGroup').filter(({ properties }) =>
        text(get(properties, 'LogGroupName')).startsWith('/aws/vendedlogs/'),
    );

/** The resource that has a name in a property, and its logical id. */
const named = (template: Template, type: string, property: string, name: string): Named | undefined =>
    ofType(template, type).find(({ properties }) => get(properties, property) === name);

export const sourceRules: readonly Rule[] = [
    {
        name: 'a pool has one delivery, of each source once, at its level',
        find: (template) => {
            const pools = deliveriesOf(template).map(({ properties }) => text(get(properties, 'UserPoolId')));
            return deliveriesOf(template).flatMap(({ id, properties }, index) => {
                const configurations = list(get(properties, 'LogConfigurations'));
                const sources = configurations.map((each) => text(get(each, 'EventSource')));
                return [
                    ...when(pools.indexOf(pools[index]!) < index, id, `sets the delivery of ${pools[index]} again`),
                    ...when(
                        !/^[\w-]{1,53}_[0-9a-zA-Z]{1,53}$/.test(pools[index]!),
                        id,
                        `is for ${pools[index]}, which is no pool's id`,
                    ),
                    ...when(
                        configurations.length < 1 ||
                            configurations.length > 2 ||
                            new Set(sources).size < sources.length,
                        id,
                        'has not each source once',
                    ),
                    ...configurations.flatMap((each) =>
                        when(
                            LEVELS[text(get(each, 'EventSource'))] !== get(each, 'LogLevel'),
                            id,
                            `has ${text(get(each, 'EventSource'))} at ${text(get(each, 'LogLevel'))}`,
                        ),
                    ),
                ];
            });
        },
    },
    {
        name: 'a source goes to one destination, and notifications to CloudWatch Logs alone',
        find: perDelivery(({ id }, configuration) => {
            const arns = [groupArn(configuration), streamArn(configuration), bucketArn(configuration)].filter(
                (arn) => arn !== undefined,
            );
            return [
                ...when(
                    arns.length !== 1,
                    id,
                    `sends ${text(get(configuration, 'EventSource'))} to ${arns.length} destinations`,
                ),
                ...when(
                    get(configuration, 'EventSource') === 'userNotification' && groupArn(configuration) === undefined,
                    id,
                    'sends notifications elsewhere than to CloudWatch Logs',
                ),
                ...arns.flatMap((arn) =>
                    when(!ARN.test(text(arn)), id, `has the destination ${text(arn)}, which Cognito refuses`),
                ),
            ];
        }),
    },
    {
        name: 'a destination is one of the stack, and there before the delivery',
        find: perDelivery(({ id, resource }, configuration, template) => {
            const dependencies = dependenciesOf(resource);
            const group = text(groupArn(configuration)).split(':log-group:')[1];
            const stream = text(streamArn(configuration)).split(':deliverystream/')[1];
            const bucket = text(bucketArn(configuration)).split(':::')[1];
            const isThere = (found: Named | undefined): boolean =>
                found !== undefined && dependencies.includes(found.id);
            const bucketPolicy = ofType(template, 'AWS::S3::BucketPolicy').find(
                ({ properties }) => get(properties, 'Bucket') === bucket,
            );
            return [
                ...when(
                    group !== undefined && !isThere(named(template, 'AWS::Logs::LogGroup', 'LogGroupName', group)),
                    id,
                    `needs the log group ${group} before it`,
                ),
                ...when(
                    group !== undefined &&
                        !ofType(template, 'AWS::Logs::ResourcePolicy').some((each) => dependencies.includes(each.id)),
                    id,
                    "needs the log group's policy before it",
                ),
                ...when(
                    stream !== undefined &&
                        !isThere(named(template, 'AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', stream)),
                    id,
                    `needs the stream ${stream} before it`,
                ),
                // A bucket that is taken up has its policy from before.
                ...when(
                    bucket !== undefined &&
                        named(template, 'AWS::S3::Bucket', 'BucketName', bucket) !== undefined &&
                        !isThere(bucketPolicy),
                    id,
                    "needs the bucket's policy before it",
                ),
            ];
        }),
    },
    {
        name: 'a log group that Cognito writes to has no key, a time to live, and one filter that takes everything',
        find: (template) =>
            exportGroups(template).flatMap(({ id, properties }) => {
                const name = text(get(properties, 'LogGroupName'));
                const filters = ofType(template, 'AWS::Logs::SubscriptionFilter').filter(
                    (each) => get(each.properties, 'LogGroupName') === name,
                );
                return [
                    ...when(
                        get(properties, 'KmsKeyId') !== undefined,
                        id,
                        'is encrypted with a key: Cognito can not write to it',
                    ),
                    ...when(get(properties, 'RetentionInDays') === undefined, id, 'keeps everything for ever'),
                    ...when(filters.length !== 1, id, `has ${filters.length} filters`),
                    ...filters.flatMap((filter) =>
                        when(get(filter.properties, 'FilterPattern') !== '', filter.id, 'leaves records out'),
                    ),
                ];
            }),
    },
    {
        name: 'a filter hands on to the stream of its table, by a role that may',
        find: (template) =>
            ofType(template, 'AWS::Logs::SubscriptionFilter').flatMap(({ id, properties, resource }) => {
                const stream = text(get(properties, 'DestinationArn')).split(':deliverystream/')[1] ?? '';
                const target = named(template, 'AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', stream);
                return [
                    ...when(
                        target === undefined || !dependenciesOf(resource).includes(target.id),
                        id,
                        `needs the stream ${stream} before it`,
                    ),
                    ...when(
                        text(get(properties, 'LogGroupName')).split('/').at(-1) !==
                            stream.split('-').slice(-2).join('-'),
                        id,
                        `hands ${text(get(properties, 'LogGroupName'))} on to ${stream}`,
                    ),
                    ...when(!text(get(properties, 'RoleArn')).startsWith('arn:aws:iam::'), id, 'has no role'),
                ];
            }),
    },
    {
        name: 'the service that delivers logs may write to every log group, and to no other',
        find: (template) => {
            if (exportGroups(template).length === 0) return [];
            const policies = ofType(template, 'AWS::Logs::ResourcePolicy').map(({ id, properties }) => ({
                id,
                document: text(get(properties, 'PolicyDocument')),
            }));
            const allowed = policies.flatMap(({ document }) => list(get(parseJson(document), 'Statement')));
            const wanted = exportGroups(template).map(
                ({ properties }) => `:log-group:${text(get(properties, 'LogGroupName'))}:log-stream:*`,
            );
            const resources = allowed.flatMap((statement) => texts(get(statement, 'Resource')));
            return [
                ...policies.flatMap(({ id, document }) =>
                    when(document.length > 5120, id, `has ${document.length} characters, of 5,120`),
                ),
                ...wanted.flatMap((arn) =>
                    when(!resources.some((each) => each.endsWith(arn)), 'Template', `has no policy for ${arn}`),
                ),
                ...allowed.flatMap((statement) => [
                    ...when(
                        get(statement, 'Principal', 'Service') !== 'delivery.logs.amazonaws.com',
                        'ResourcePolicy',
                        'is for another service',
                    ),
                    ...['logs:CreateLogStream', 'logs:PutLogEvents'].flatMap((action) =>
                        when(
                            !texts(get(statement, 'Action')).includes(action),
                            'ResourcePolicy',
                            `does not allow ${action}`,
                        ),
                    ),
                ]),
            ];
        },
    },
];
