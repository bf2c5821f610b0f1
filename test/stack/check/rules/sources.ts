/** Rules about the log delivery of Cognito, from API_SetLogDeliveryConfiguration.html and the pages on vended logs. */
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    dependenciesOf,
    get,
    list,
    resourcesOfType,
    text,
    texts,
    type Json,
    type NamedResource,
    type Template,
} from '../template.ts';

const deliveriesOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Cognito::LogDeliveryConfiguration');
const EXPECTED_LOG_LEVELS: Readonly<Record<string, string>> = { userAuthEvents: 'INFO', userNotification: 'ERROR' };
const DESTINATION_ARN_PATTERN =
    /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]*:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

const forEachDelivery =
    (
        find: (delivery: NamedResource, configuration: Json, template: Template) => readonly TemplateProblem[],
    ): TemplateRule['findProblems'] =>
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

const exportLogGroupsOf = (template: Template): readonly NamedResource[] =>
    resourcesOfType(template, 'AWS::Logs::LogGroup').filter(({ properties }) =>
        text(get(properties, 'LogGroupName')).startsWith('/aws/vendedlogs/'),
    );

/** The resource of a type with this value of a property. */
const findByName = (template: Template, type: string, property: string, name: string): NamedResource | undefined =>
    resourcesOfType(template, type).find(({ properties }) => get(properties, property) === name);

export const sourceRules: readonly TemplateRule[] = [
    {
        name: 'a pool has one log delivery, with each source once and at its level',
        findProblems: (template) => {
            const pools = deliveriesOf(template).map(({ properties }) => text(get(properties, 'UserPoolId')));
            return deliveriesOf(template).flatMap(({ id, properties }, index) => {
                const configurations = list(get(properties, 'LogConfigurations'));
                const sources = configurations.map((each) => text(get(each, 'EventSource')));
                return [
                    ...problemIf(
                        pools.indexOf(pools[index]!) < index,
                        id,
                        `duplicates the log delivery of ${pools[index]}`,
                    ),
                    ...problemIf(
                        !/^[\w-]{1,53}_[0-9a-zA-Z]{1,53}$/.test(pools[index]!),
                        id,
                        `has the invalid pool id ${pools[index]}`,
                    ),
                    ...problemIf(
                        configurations.length < 1 ||
                            configurations.length > 2 ||
                            new Set(sources).size < sources.length,
                        id,
                        'does not have each source once',
                    ),
                    ...configurations.flatMap((each) =>
                        problemIf(
                            EXPECTED_LOG_LEVELS[text(get(each, 'EventSource'))] !== get(each, 'LogLevel'),
                            id,
                            `has ${text(get(each, 'EventSource'))} at ${text(get(each, 'LogLevel'))}`,
                        ),
                    ),
                ];
            });
        },
    },
    {
        name: 'a source has one destination, and notifications go to CloudWatch Logs',
        findProblems: forEachDelivery(({ id }, configuration) => {
            const arns = [groupArn(configuration), streamArn(configuration), bucketArn(configuration)].filter(
                (arn) => arn !== undefined,
            );
            return [
                ...problemIf(
                    arns.length !== 1,
                    id,
                    `sends ${text(get(configuration, 'EventSource'))} to ${arns.length} destinations`,
                ),
                ...problemIf(
                    get(configuration, 'EventSource') === 'userNotification' && groupArn(configuration) === undefined,
                    id,
                    'does not send notifications to CloudWatch Logs',
                ),
                ...arns.flatMap((arn) =>
                    problemIf(
                        !DESTINATION_ARN_PATTERN.test(text(arn)),
                        id,
                        `has the destination ${text(arn)}, which Cognito rejects`,
                    ),
                ),
            ];
        }),
    },
    {
        name: 'a log delivery depends on its destination in the stack',
        findProblems: forEachDelivery(({ id, resource }, configuration, template) => {
            const dependencies = dependenciesOf(resource);
            const group = text(groupArn(configuration)).split(':log-group:')[1];
            const stream = text(streamArn(configuration)).split(':deliverystream/')[1];
            const bucket = text(bucketArn(configuration)).split(':::')[1];
            const isDependency = (found: NamedResource | undefined): boolean =>
                found !== undefined && dependencies.includes(found.id);
            const bucketPolicy = resourcesOfType(template, 'AWS::S3::BucketPolicy').find(
                ({ properties }) => get(properties, 'Bucket') === bucket,
            );
            return [
                // An existing log group is not in the template.
                ...problemIf(
                    group !== undefined &&
                        exportLogGroupsOf(template).length > 0 &&
                        !isDependency(findByName(template, 'AWS::Logs::LogGroup', 'LogGroupName', group)),
                    id,
                    `does not depend on the log group ${group}`,
                ),
                ...problemIf(
                    stream !== undefined &&
                        !isDependency(
                            findByName(template, 'AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName', stream),
                        ),
                    id,
                    `does not depend on the stream ${stream}`,
                ),
                // An existing bucket already has its policy.
                ...problemIf(
                    bucket !== undefined &&
                        findByName(template, 'AWS::S3::Bucket', 'BucketName', bucket) !== undefined &&
                        !isDependency(bucketPolicy),
                    id,
                    'does not depend on the bucket policy',
                ),
            ];
        }),
    },
    {
        name: 'an export log group has no KMS key, a retention, and one filter without a pattern',
        findProblems: (template) =>
            exportLogGroupsOf(template).flatMap(({ id, properties }) => {
                const name = text(get(properties, 'LogGroupName'));
                const filters = resourcesOfType(template, 'AWS::Logs::SubscriptionFilter').filter(
                    (each) => get(each.properties, 'LogGroupName') === name,
                );
                return [
                    ...problemIf(
                        get(properties, 'KmsKeyId') !== undefined,
                        id,
                        'is encrypted with a KMS key: Cognito cannot write to it',
                    ),
                    ...problemIf(get(properties, 'RetentionInDays') === undefined, id, 'has no retention'),
                    ...problemIf(filters.length !== 1, id, `has ${filters.length} filters`),
                    ...filters.flatMap((filter) =>
                        problemIf(get(filter.properties, 'FilterPattern') !== '', filter.id, 'has a pattern'),
                    ),
                ];
            }),
    },
    {
        name: 'a subscription filter forwards to the stream of its table, with a role',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::Logs::SubscriptionFilter').flatMap(({ id, properties, resource }) => {
                const stream = text(get(properties, 'DestinationArn')).split(':deliverystream/')[1] ?? '';
                const target = findByName(
                    template,
                    'AWS::KinesisFirehose::DeliveryStream',
                    'DeliveryStreamName',
                    stream,
                );
                return [
                    ...problemIf(
                        target === undefined || !dependenciesOf(resource).includes(target.id),
                        id,
                        `does not depend on the stream ${stream}`,
                    ),
                    ...problemIf(
                        text(get(properties, 'LogGroupName')).split('/').at(-1) !==
                            stream.split('-').slice(-2).join('-'),
                        id,
                        `forwards ${text(get(properties, 'LogGroupName'))} to ${stream}`,
                    ),
                    ...problemIf(!text(get(properties, 'RoleArn')).startsWith('arn:aws:iam::'), id, 'has no role'),
                ];
            }),
    },
    {
        name: 'the policy of an export log group lets the delivery service write to it, and to nothing else',
        findProblems: (template) =>
            exportLogGroupsOf(template).flatMap(({ id, properties }) => {
                const document = get(properties, 'ResourcePolicyDocument');
                const streams = `:log-group:${text(get(properties, 'LogGroupName'))}:log-stream:*`;
                const statements = list(get(document, 'Statement'));
                return [
                    ...problemIf(document === undefined || statements.length === 0, id, 'has no resource policy'),
                    ...problemIf(text(document).length > 5120, id, 'has a policy of more than 5,120 characters'),
                    ...statements.flatMap((statement) => [
                        ...problemIf(
                            get(statement, 'Principal', 'Service') !== 'delivery.logs.amazonaws.com',
                            id,
                            'lets another service write',
                        ),
                        ...texts(get(statement, 'Resource')).flatMap((arn) =>
                            problemIf(!arn.endsWith(streams), id, `has a policy for ${arn}`),
                        ),
                        ...['logs:CreateLogStream', 'logs:PutLogEvents'].flatMap((action) =>
                            problemIf(
                                !texts(get(statement, 'Action')).includes(action),
                                id,
                                `does not allow ${action}`,
                            ),
                        ),
                    ]),
                ];
            }),
    },
    {
        name: 'no log resource policy takes one of the ten of the account',
        findProblems: (template) =>
            resourcesOfType(template, 'AWS::Logs::ResourcePolicy').flatMap(({ id }) =>
                problemIf(true, id, 'is a policy of the account: put it on the log group'),
            ),
    },
];
