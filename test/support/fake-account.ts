/** A fake account with the resources of the stack's template, so that doctor is tested against infra/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blueprintOf } from '../../infra/blueprint.ts';
import { stackOf } from '../../infra/stack.ts';
import { EXAMPLE_FILE, parseConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-west-2';
export const CALLER = `arn:aws:iam::${ACCOUNT}:user/ana`;
export const EXAMPLE_CONFIG = readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8');

// Any object of an AWS service: tests change its members by name.
// oxlint-disable-next-line typescript/no-explicit-any
type AwsObject = Record<string, any>;

type FakeBucket = {
    policy: string | null;
    notifications: AwsObject;
    lifecycle: AwsObject[];
    encryption?: AwsObject | null;
    versioning?: string | null;
    objects: Map<string, Date>;
};

export type FakeAccount = {
    pools: Map<string, AwsObject>;
    deliveries: Map<string, AwsObject[]>;
    streams: Map<string, AwsObject>;
    tags: Map<string, AwsObject[]>;
    logGroups: Map<string, AwsObject>;
    subscriptionFilters: Map<string, AwsObject[]>;
    resourcePolicies: AwsObject[];
    /** The policy of each log group, by its ARN. */
    groupPolicies: Map<string, AwsObject>;
    keys: Map<string, AwsObject>;
    functions: Map<string, AwsObject>;
    eventSources: Map<string, AwsObject[]>;
    queues: Map<string, Record<string, string>>;
    buckets: Map<string, FakeBucket>;
    databases: Set<string>;
    tables: Map<string, AwsObject>;
    workGroups: Map<string, AwsObject>;
    namedQueries: AwsObject[];
    alarms: AwsObject[];
    topics: Map<string, AwsObject[]>;
    topicAttributes: Map<string, Record<string, string>>;
    schedules: Map<string, AwsObject>;
    /** What CloudFormation lists; null if the stack was never deployed. */
    stackResources: AwsObject[] | null;
    stackStatus: string;
    isStackProtected: boolean;
    /** What managed policies are attached to, by their ARNs. */
    policyEntities: Map<string, { roles: string[]; users: string[]; groups: string[] }>;
    /** The settings of Lake Formation. */
    dataLakeSettings: AwsObject;
    /** AccountLimit of Lambda, and reserved concurrency by function. */
    accountLimit: AwsObject;
    reservedConcurrency: Map<string, number>;
    /** HTTP status of HeadBucket by bucket; else 200 if it exists, and 404. */
    headStatuses: Map<string, number>;
    /** Error counts by function name. */
    functionErrors: Map<string, number>;
    /** IAM actions that are denied to the caller. */
    deniedActions: Set<string>;
    /** Prefixes that the caller may not list. */
    unlistablePrefixes: Set<string>;
    /** Calls that return "not found". */
    missingActions: Set<string>;
    /** Calls that the server does not support, like an emulator. */
    unsupportedActions: Set<string>;
    /** Every response is empty. */
    hasEmptyReplies: boolean;
    /** The actions that were called. */
    calledActions: Set<string>;
};

type StackResource = { readonly Type: string; readonly Properties: AwsObject };

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** Replaces CloudFormation functions with names and ARNs. */
const makeResolver = (resources: Record<string, StackResource>, functions: Record<string, { name: string }>) => {
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

const toStream = (properties: AwsObject): AwsObject => ({
    DeliveryStreamName: properties['DeliveryStreamName'],
    DeliveryStreamARN: arn('firehose', `deliverystream/${properties['DeliveryStreamName']}`),
    DeliveryStreamStatus: 'ACTIVE',
    VersionId: '1',
    DeliveryStreamEncryptionConfiguration: {
        ...properties['DeliveryStreamEncryptionConfigurationInput'],
        Status: 'ENABLED',
    },
    HasMoreDestinations: false,
    DeliveryStreamType: 'DirectPut',
    Destinations: [
        {
            DestinationId: 'destinationId-000000000001',
            ExtendedS3DestinationDescription: properties['ExtendedS3DestinationConfiguration'],
        },
    ],
});

const toBucket = (notifications: AwsObject, lifecycle: AwsObject[]): FakeBucket => ({
    policy: null,
    notifications,
    lifecycle,
    objects: new Map(),
});

/** Adds a resource of each type to the account. */
const RESOURCE_MAKERS: Record<string, (account: FakeAccount, properties: AwsObject) => void> = {
    'AWS::Cognito::LogDeliveryConfiguration': ({ deliveries }, { UserPoolId, LogConfigurations }) =>
        void deliveries.set(UserPoolId, LogConfigurations),
    'AWS::KinesisFirehose::DeliveryStream': ({ streams, tags }, properties) => {
        streams.set(properties['DeliveryStreamName'], toStream(properties));
        tags.set(properties['DeliveryStreamName'], properties['Tags']);
    },
    'AWS::Logs::LogGroup': (
        { logGroups, subscriptionFilters, groupPolicies },
        { LogGroupName, RetentionInDays, ResourcePolicyDocument },
    ) => {
        if (ResourcePolicyDocument !== undefined)
            groupPolicies.set(arn('logs', `log-group:${LogGroupName}`), {
                policyDocument: JSON.stringify(ResourcePolicyDocument),
                revisionId: '1',
            });
        logGroups.set(LogGroupName, {
            logGroupName: LogGroupName,
            arn: arn('logs', `log-group:${LogGroupName}:*`),
            retentionInDays: RetentionInDays,
        });
        subscriptionFilters.set(LogGroupName, subscriptionFilters.get(LogGroupName) ?? []);
    },
    'AWS::Logs::SubscriptionFilter': (
        { subscriptionFilters },
        { LogGroupName, FilterName, FilterPattern, DestinationArn, RoleArn },
    ) =>
        void subscriptionFilters.set(LogGroupName, [
            ...(subscriptionFilters.get(LogGroupName) ?? []),
            { filterName: FilterName, filterPattern: FilterPattern, destinationArn: DestinationArn, roleArn: RoleArn },
        ]),
    'AWS::S3::Bucket': ({ buckets }, { BucketName, NotificationConfiguration, LifecycleConfiguration, ...others }) =>
        void buckets.set(BucketName, {
            ...toBucket(NotificationConfiguration ?? {}, LifecycleConfiguration.Rules),
            encryption: others['BucketEncryption'].ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault,
            versioning: others['VersioningConfiguration']?.Status ?? null,
        }),
    'AWS::S3::BucketPolicy': ({ buckets }, { Bucket, PolicyDocument }) =>
        void Object.assign(buckets.get(Bucket) ?? {}, { policy: JSON.stringify(PolicyDocument) }),
    'AWS::SQS::Queue': ({ queues }, { QueueName, RedrivePolicy }) =>
        void queues.set(QueueName, {
            ApproximateNumberOfMessages: '0',
            ...(RedrivePolicy === undefined ? {} : { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
        }),
    'AWS::SQS::QueuePolicy': ({ queues }, { Queues, PolicyDocument }) =>
        void Object.assign(queues.get(Queues[0]) ?? {}, { Policy: JSON.stringify(PolicyDocument) }),
    'AWS::Lambda::EventSourceMapping': ({ eventSources }, properties) =>
        void eventSources.set(properties['FunctionName'], [{ UUID: 'a-b-c', State: 'Enabled', ...properties }]),
    'AWS::Glue::Database': ({ databases }, { DatabaseInput }) => void databases.add(DatabaseInput.Name),
    'AWS::Glue::Table': ({ tables }, { DatabaseName, TableInput }) =>
        void tables.set(`${DatabaseName}.${TableInput.Name}`, { DatabaseName, ...TableInput }),
    'AWS::Athena::WorkGroup': ({ workGroups }, { Name, WorkGroupConfiguration }) =>
        void workGroups.set(Name, { Name, State: 'ENABLED', Configuration: WorkGroupConfiguration }),
    'AWS::Athena::NamedQuery': ({ namedQueries }, properties) =>
        void namedQueries.push({ NamedQueryId: `id-${properties['Name']}`, ...properties }),
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

/** The default of Lake Formation. */
const LEFT_TO_IAM = {
    Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
    Permissions: ['ALL'],
};

const makeEmptyAccount = (): FakeAccount => ({
    pools: new Map(),
    deliveries: new Map(),
    streams: new Map(),
    tags: new Map(),
    logGroups: new Map(),
    subscriptionFilters: new Map(),
    resourcePolicies: [],
    groupPolicies: new Map(),
    keys: new Map(),
    functions: new Map(),
    eventSources: new Map(),
    queues: new Map(),
    buckets: new Map(),
    databases: new Set(),
    tables: new Map(),
    workGroups: new Map(),
    namedQueries: [],
    alarms: [],
    topics: new Map(),
    topicAttributes: new Map(),
    schedules: new Map(),
    stackResources: null,
    stackStatus: 'UPDATE_COMPLETE',
    isStackProtected: false,
    policyEntities: new Map(),
    accountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
    reservedConcurrency: new Map(),
    dataLakeSettings: {
        DataLakeAdmins: [],
        CreateDatabaseDefaultPermissions: [LEFT_TO_IAM],
        CreateTableDefaultPermissions: [LEFT_TO_IAM],
    },
    headStatuses: new Map(),
    functionErrors: new Map(),
    deniedActions: new Set(),
    unlistablePrefixes: new Set(),
    missingActions: new Set(),
    unsupportedActions: new Set(),
    hasEmptyReplies: false,
    calledActions: new Set(),
});

export const LAKE_BUCKET_NAME = `cognito-log-lake-dev-lake-${ACCOUNT}-${REGION}`;

/** The account after a deployment of this config and a sign-in; without a deployment, only its pools. */
export const makeFakeAccount = (text: string = EXAMPLE_CONFIG, isDeployed = true): FakeAccount => {
    const config = parseConfig(text, 'lake.config.yml');
    const { functions, resources } = stackOf(blueprintOf(config, 'dev'));
    const account = makeEmptyAccount();
    for (const { id } of config.pools)
        account.pools.set(id, { Id: id, UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } });
    if (config.encryption !== 'aws-owned')
        account.keys.set(config.encryption, {
            Arn: config.encryption,
            KeyState: 'Enabled',
            KeySpec: 'SYMMETRIC_DEFAULT',
            KeyUsage: 'ENCRYPT_DECRYPT',
        });
    if (!isDeployed) return account;
    const all = resources.Resources as Record<string, StackResource>;
    const resolve = makeResolver(all, functions as never);
    for (const type of Object.keys(RESOURCE_MAKERS)) {
        for (const { Properties } of Object.values(all).filter(({ Type }) => Type === type))
            RESOURCE_MAKERS[type]?.(account, resolve(Properties) as AwsObject);
    }
    account.stackResources = Object.values(all).map(({ Type, Properties }) => ({
        ResourceType: Type,
        PhysicalResourceId: String(
            resolve(
                Properties['BucketName'] ??
                    Properties['LogGroupName'] ??
                    Properties['UserPoolId'] ??
                    Properties['ManagedPolicyName'] ??
                    'other',
            ),
        ),
        ResourceStatus: 'CREATE_COMPLETE',
    }));
    for (const { name, environment } of Object.values(functions) as unknown as {
        name: string;
        environment: AwsObject;
    }[])
        account.functions.set(name, {
            FunctionName: name,
            State: 'Active',
            Runtime: 'nodejs24.x',
            Environment: { Variables: resolve(environment) as AwsObject },
        });
    // The unmanaged pool, with the delivery that apply sets.
    account.deliveries.set('us-west-2_EXAMPLE4', [
        {
            EventSource: 'userAuthEvents',
            LogLevel: 'INFO',
            FirehoseConfiguration: { StreamArn: arn('firehose', 'deliverystream/cognito-log-lake-dev-user-activity') },
        },
    ]);
    const now = new Date();
    const folder = 'user_activity/user_pool_id=us-west-2_EXAMPLE/event_type=SignIn';
    account.buckets.get(LAKE_BUCKET_NAME)?.objects.set(`${folder}/dt=${now.toISOString().slice(0, 10)}/1.parquet`, now);
    return account;
};
