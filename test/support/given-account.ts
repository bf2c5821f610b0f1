/** An account that holds what the template of the stack says, so that doctor is held to infra/ and not to itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blueprintOf } from '../../infra/blueprint.ts';
import { stackOf } from '../../infra/stack.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-west-2';
export const CALLER = `arn:aws:iam::${ACCOUNT}:user/ana`;
export const EXAMPLE = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

// Whatever a service says: the tests change it by its names.
// oxlint-disable-next-line typescript/no-explicit-any
type Thing = Record<string, any>;

export type Bucket = { policy: string | null; notifications: Thing; lifecycle: Thing[]; objects: Map<string, Date> };

export type Account = {
    pools: Map<string, Thing>;
    deliveries: Map<string, Thing[]>;
    streams: Map<string, Thing>;
    tags: Map<string, Thing[]>;
    groups: Map<string, Thing>;
    filters: Map<string, Thing[]>;
    policies: Thing[];
    functions: Map<string, Thing>;
    sources: Map<string, Thing[]>;
    queues: Map<string, Record<string, string>>;
    buckets: Map<string, Bucket>;
    databases: Set<string>;
    tables: Map<string, Thing>;
    workGroups: Map<string, Thing>;
    queries: Thing[];
    alarms: Thing[];
    topics: Map<string, Thing[]>;
    topicAttributes: Map<string, Record<string, string>>;
    schedules: Map<string, Thing>;
    /** How often functions have failed, by name. */
    errors: Map<string, number>;
    /** IAM actions that the caller may not use. */
    denied: Set<string>;
    /** Prefixes that the caller may not list, where the policy names those that it may. */
    unlisted: Set<string>;
    /** Calls that are answered as if there were no such thing. */
    gone: Set<string>;
    /** Calls that the server does not know, as an emulator's. */
    unknown: Set<string>;
    /** Every answer is one without anything in it. */
    isMute: boolean;
    /** The actions that were asked for. */
    asked: Set<string>;
};

type Resource = { readonly Type: string; readonly Properties: Thing };

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** Puts names and ARNs in the place of CloudFormation's functions. */
const resolver = (resources: Record<string, Resource>, functions: Record<string, { name: string }>) => {
    const arnOf = (id: string): string => {
        const framework = /^(\w+)LambdaFunction$/.exec(id)?.[1];
        if (framework !== undefined) return arn('lambda', `function:${functions[framework.toLowerCase()]?.name}`);
        const { Type, Properties } = resources[id] ?? { Type: '', Properties: {} };
        if (Type === 'AWS::SQS::Queue') return arn('sqs', Properties['QueueName']);
        return Type === 'AWS::SNS::Topic' ? arn('sns', Properties['TopicName']) : arn('iam', `role/${id}`);
    };
    const nameOf = (id: string): string => {
        const { Type, Properties } = resources[id] ?? { Type: '', Properties: {} };
        if (Type === 'AWS::SNS::Topic') return arnOf(id);
        const name =
            Properties['BucketName'] ??
            Properties['QueueName'] ??
            Properties['LogGroupName'] ??
            Properties['DatabaseInput']?.Name ??
            Properties['TableInput']?.Name ??
            Properties['Name'] ??
            functions['import']?.name;
        return String(resolve(name));
    };
    const substitute = (text: string): string =>
        text
            .replaceAll('${AWS::AccountId}', ACCOUNT)
            .replaceAll('${AWS::Region}', REGION)
            .replaceAll('${AWS::Partition}', 'aws')
            .replaceAll(/\$\{(\w+)\.Arn\}/g, (_, id: string) => arnOf(id));
    const resolve = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(resolve);
        if (typeof value !== 'object' || value === null) return value;
        if ('Ref' in value) return nameOf(String(value.Ref));
        if ('Fn::Sub' in value) return substitute(String(value['Fn::Sub']));
        if ('Fn::GetAtt' in value) return arnOf(String((value['Fn::GetAtt'] as string[])[0]));
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
    };
    return resolve;
};

const streamOf = (properties: Thing): Thing => ({
    DeliveryStreamName: properties['DeliveryStreamName'],
    DeliveryStreamARN: arn('firehose', `deliverystream/${properties['DeliveryStreamName']}`),
    DeliveryStreamStatus: 'ACTIVE',
    VersionId: '1',
    HasMoreDestinations: false,
    DeliveryStreamType: 'DirectPut',
    Destinations: [
        {
            DestinationId: 'destinationId-000000000001',
            ExtendedS3DestinationDescription: properties['ExtendedS3DestinationConfiguration'],
        },
    ],
});

const bucketOf = (notifications: Thing, lifecycle: Thing[]): Bucket => ({
    policy: null,
    notifications,
    lifecycle,
    objects: new Map(),
});

/** What each type of resource becomes. */
const MAKERS: Record<string, (account: Account, properties: Thing) => void> = {
    'AWS::Cognito::LogDeliveryConfiguration': ({ deliveries }, { UserPoolId, LogConfigurations }) =>
        void deliveries.set(UserPoolId, LogConfigurations),
    'AWS::KinesisFirehose::DeliveryStream': ({ streams, tags }, properties) => {
        streams.set(properties['DeliveryStreamName'], streamOf(properties));
        tags.set(properties['DeliveryStreamName'], properties['Tags']);
    },
    'AWS::Logs::LogGroup': ({ groups, filters }, { LogGroupName }) => {
        groups.set(LogGroupName, { logGroupName: LogGroupName, arn: arn('logs', `log-group:${LogGroupName}:*`) });
        filters.set(LogGroupName, filters.get(LogGroupName) ?? []);
    },
    'AWS::Logs::SubscriptionFilter': (
        { filters },
        { LogGroupName, FilterName, FilterPattern, DestinationArn, RoleArn },
    ) =>
        void filters.set(LogGroupName, [
            ...(filters.get(LogGroupName) ?? []),
            { filterName: FilterName, filterPattern: FilterPattern, destinationArn: DestinationArn, roleArn: RoleArn },
        ]),
    'AWS::Logs::ResourcePolicy': ({ policies }, { PolicyName, PolicyDocument }) =>
        void policies.push({ policyName: PolicyName, policyDocument: PolicyDocument }),
    'AWS::S3::Bucket': ({ buckets }, { BucketName, NotificationConfiguration, LifecycleConfiguration }) =>
        void buckets.set(BucketName, bucketOf(NotificationConfiguration ?? {}, LifecycleConfiguration.Rules)),
    'AWS::S3::BucketPolicy': ({ buckets }, { Bucket, PolicyDocument }) =>
        void Object.assign(buckets.get(Bucket) ?? {}, { policy: JSON.stringify(PolicyDocument) }),
    'AWS::SQS::Queue': ({ queues }, { QueueName, RedrivePolicy }) =>
        void queues.set(QueueName, {
            ApproximateNumberOfMessages: '0',
            ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
        }),
    'AWS::SQS::QueuePolicy': ({ queues }, { Queues, PolicyDocument }) =>
        void Object.assign(queues.get(Queues[0]) ?? {}, { Policy: JSON.stringify(PolicyDocument) }),
    'AWS::Lambda::EventSourceMapping': ({ sources }, properties) =>
        void sources.set(properties['FunctionName'], [{ UUID: 'a-b-c', State: 'Enabled', ...properties }]),
    'AWS::Glue::Database': ({ databases }, { DatabaseInput }) => void databases.add(DatabaseInput.Name),
    'AWS::Glue::Table': ({ tables }, { DatabaseName, TableInput }) =>
        void tables.set(`${DatabaseName}.${TableInput.Name}`, { DatabaseName, ...TableInput }),
    'AWS::Athena::WorkGroup': ({ workGroups }, { Name, WorkGroupConfiguration }) =>
        void workGroups.set(Name, { Name, State: 'ENABLED', Configuration: WorkGroupConfiguration }),
    'AWS::Athena::NamedQuery': ({ queries }, properties) =>
        void queries.push({ NamedQueryId: `id-${properties['Name']}`, ...properties }),
    'AWS::CloudWatch::Alarm': ({ alarms }, properties) =>
        void alarms.push({ ActionsEnabled: true, StateValue: 'OK', ...properties }),
    'AWS::SNS::Topic': ({ topics, topicAttributes }, { TopicName, KmsMasterKeyId }) => {
        topics.set(arn('sns', TopicName), []);
        topicAttributes.set(arn('sns', TopicName), KmsMasterKeyId === undefined ? {} : { KmsMasterKeyId });
    },
    'AWS::SNS::TopicPolicy': ({ topicAttributes }, { Topics, PolicyDocument }) =>
        void Object.assign(topicAttributes.get(Topics[0]) ?? {}, { Policy: JSON.stringify(PolicyDocument) }),
    'AWS::Scheduler::Schedule': ({ schedules }, properties) =>
        void schedules.set(`${properties['GroupName']}/${properties['Name']}`, properties),
    'AWS::SNS::Subscription': ({ topics }, { TopicArn, Protocol, Endpoint }) =>
        void topics.set(TopicArn, [{ Protocol, Endpoint, TopicArn, SubscriptionArn: `${TopicArn}:1` }]),
};

const empty = (): Account => ({
    pools: new Map(),
    deliveries: new Map(),
    streams: new Map(),
    tags: new Map(),
    groups: new Map(),
    filters: new Map(),
    policies: [],
    functions: new Map(),
    sources: new Map(),
    queues: new Map(),
    buckets: new Map(),
    databases: new Set(),
    tables: new Map(),
    workGroups: new Map(),
    queries: [],
    alarms: [],
    topics: new Map(),
    topicAttributes: new Map(),
    schedules: new Map(),
    errors: new Map(),
    denied: new Set(),
    unlisted: new Set(),
    gone: new Set(),
    unknown: new Set(),
    isMute: false,
    asked: new Set(),
});

export const LAKE = `cognito-log-lake-dev-lake-${ACCOUNT}-${REGION}`;

/** The account after a deploy of these settings and an hour of sign-ins; without a deploy, only its pools. */
export const givenAccount = (settings: string = EXAMPLE, isDeployed = true): Account => {
    const config = parseConfig(settings, 'lake.config.yml');
    const { functions, resources } = stackOf(blueprintOf(config, 'dev'));
    const account = empty();
    for (const { id } of config.pools)
        account.pools.set(id, { Id: id, UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } });
    if (!isDeployed) return account;
    const all = resources.Resources as Record<string, Resource>;
    const resolve = resolver(all, functions as never);
    for (const type of Object.keys(MAKERS)) {
        for (const { Properties } of Object.values(all).filter(({ Type }) => Type === type))
            MAKERS[type]?.(account, resolve(Properties) as Thing);
    }
    for (const { name, environment } of Object.values(functions) as unknown as { name: string; environment: Thing }[])
        account.functions.set(name, {
            FunctionName: name,
            State: 'Active',
            Runtime: 'nodejs24.x',
            Environment: { Variables: resolve(environment) as Thing },
        });
    // The pool whose delivery is set elsewhere, as apply sets it.
    account.deliveries.set('us-west-2_EXAMPLE4', [
        {
            EventSource: 'userAuthEvents',
            LogLevel: 'INFO',
            FirehoseConfiguration: { StreamArn: arn('firehose', 'deliverystream/cognito-log-lake-dev-user-activity') },
        },
    ]);
    const now = new Date();
    account.buckets
        .get(LAKE)
        ?.objects.set(
            `user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn/dt=${now.toISOString().slice(0, 10)}/1.parquet`,
            now,
        );
    return account;
};
