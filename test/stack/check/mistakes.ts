/** Possible mistakes in the stack, each planted into its own copy of the template. */
import type { Json, Template } from './template.ts';

type DraftPath = readonly (string | number)[];
type MutableJson = { [key: string | number]: MutableJson } & Json;

/** A template to be changed. Paths start at a logical id. */
type TemplateDraft = {
    /** Replaces an existing value. */
    readonly set: (path: DraftPath, value: Json) => void;
    /** Adds a new value. */
    readonly add: (path: DraftPath, value: Json) => void;
    readonly remove: (path: DraftPath) => void;
    /** Replaces a part of all texts below a path. */
    readonly swap: (path: DraftPath, from: string, to: string) => void;
};

export type Mistake = { readonly name: string; readonly plant: (draft: TemplateDraft) => void };

const clone = (template: Template): MutableJson => JSON.parse(JSON.stringify(template));

const partAt = (parts: MutableJson, path: DraftPath): MutableJson =>
    path.reduce<MutableJson>((value, step) => {
        const next = value[step];
        if (next === undefined) throw new Error(`the template has no ${path.join('.')} (${step})`);
        return next;
    }, parts);

const swapText = (json: Json, from: string, to: string): Json => {
    if (typeof json === 'string') return json.replaceAll(from, to);
    if (typeof json !== 'object' || json === null) return json;
    return Array.isArray(json)
        ? (json as readonly Json[]).map((each) => swapText(each, from, to))
        : Object.fromEntries(
              Object.entries(json).map(([key, value]: [string, Json]) => [key, swapText(value, from, to)]),
          );
};

/** A copy of the template with a mistake. Throws if the path does not exist or nothing changes. */
export const plantMistake = (template: Template, { name, plant }: Mistake): Template => {
    const parts = clone(template);
    const inside = (path: DraftPath): readonly [MutableJson, string | number] => [
        partAt(parts, ['Resources', ...path.slice(0, -1)]),
        path.at(-1)!,
    ];
    const put = (path: DraftPath, value: Json): void => {
        const [holder, key] = inside(path);
        holder[key] = value as MutableJson;
    };
    plant({
        set: (path, value) => {
            partAt(parts, ['Resources', ...path]);
            put(path, value);
        },
        add: put,
        remove: (path) => {
            partAt(parts, ['Resources', ...path]);
            const [holder, key] = inside(path);
            if (Array.isArray(holder)) holder.splice(Number(key), 1);
            else delete holder[key];
        },
        swap: (path, from, to) => put(path, swapText(partAt(parts, ['Resources', ...path]), from, to)),
    });
    if (JSON.stringify(parts) === JSON.stringify(template)) throw new Error(`${name}: nothing was planted`);
    return parts as unknown as Template;
};

const mistake = (name: string, plant: Mistake['plant']): Mistake => ({ name, plant });
const set = (name: string, path: DraftPath, value: Json): Mistake => mistake(name, (draft) => draft.set(path, value));
const add = (name: string, path: DraftPath, value: Json): Mistake => mistake(name, (draft) => draft.add(path, value));
const remove = (name: string, path: DraftPath): Mistake => mistake(name, (draft) => draft.remove(path));
const swap = (name: string, path: DraftPath, from: string, to: string): Mistake =>
    mistake(name, (draft) => draft.swap(path, from, to));

const STREAM = ['ActivityStream', 'Properties'];
const DESTINATION = [...STREAM, 'ExtendedS3DestinationConfiguration'];
const TABLE = ['ActivityTable', 'Properties', 'TableInput'];
const STREAM_POLICY = ['ActivityStreamRole', 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement'];
const TRUST = ['AssumeRolePolicyDocument', 'Statement', 0];
const DELIVERY = ['LogDeliveryUsWest2EXAMPLE', 'Properties', 'LogConfigurations'];
const LOG_POLICY = ['ActivityExportLogGroup', 'Properties', 'ResourcePolicyDocument'];
const WORK_GROUP = ['WorkGroup', 'Properties', 'WorkGroupConfiguration'];

const SOURCE_MISTAKES: readonly Mistake[] = [
    set('a log level of the other source', [...DELIVERY, 0, 'LogLevel'], 'ERROR'),
    set('an unknown source', [...DELIVERY, 0, 'EventSource'], 'userActivity'),
    set(
        'a log group ARN from GetAtt, which ends in :*',
        [...DELIVERY, 1, 'CloudWatchLogsConfiguration', 'LogGroupArn'],
        { 'Fn::GetAtt': ['NotificationExportLogGroup', 'Arn'] },
    ),
    swap('a log group ARN with :* at the end', [...DELIVERY, 1], 'user-notification', 'user-notification:*'),
    set('a stream name instead of an ARN', [...DELIVERY, 0, 'FirehoseConfiguration', 'StreamArn'], {
        Ref: 'ActivityStream',
    }),
    set('notifications to a stream', [...DELIVERY, 1], {
        EventSource: 'userNotification',
        LogLevel: 'ERROR',
        FirehoseConfiguration: { StreamArn: { 'Fn::GetAtt': ['NotificationStream', 'Arn'] } },
    }),
    set('a pool name instead of its id', ['LogDeliveryUsWest2EXAMPLE', 'Properties', 'UserPoolId'], 'my pool'),
    set('two deliveries for one pool', ['LogDeliveryUsWest2EXAMPLE2', 'Properties', 'UserPoolId'], 'us-west-2_EXAMPLE'),
    remove('a delivery without a dependency on its stream', ['LogDeliveryUsWest2EXAMPLE', 'DependsOn']),
    swap(
        'a delivery without a dependency on its log group',
        ['LogDeliveryUsWest2EXAMPLE3', 'DependsOn'],
        'ActivityExportLogGroup',
        'ActivityStream',
    ),
    swap(
        'a delivery without a dependency on the bucket policy',
        ['LogDeliveryUsWest2EXAMPLE2', 'DependsOn'],
        'ExportBucketPolicy',
        'ExportBucket',
    ),
    add('a key on the log group', ['ActivityExportLogGroup', 'Properties', 'KmsKeyId'], {
        'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/mine',
    }),
    set(
        'a subscription filter with a pattern',
        ['ActivityExportFilter', 'Properties', 'FilterPattern'],
        'USER_AUTH_EVENTS',
    ),
    swap(
        'a subscription filter to the stream of the other table',
        ['ActivityExportFilter', 'Properties', 'DestinationArn'],
        'user-activity',
        'user-notification',
    ),
    swap('a log policy for another service', LOG_POLICY, 'delivery.logs.amazonaws.com', 'cognito-idp.amazonaws.com'),
    remove('a log group without a policy', LOG_POLICY),
    swap('a log policy for other groups', LOG_POLICY, '/user-activity:', '/user-activities:'),
    remove('a log policy for every account', [...LOG_POLICY, 'Statement', 0, 'Condition', 'StringEquals']),
    add('a log policy of the account', ['ExportLogPolicy'], {
        Type: 'AWS::Logs::ResourcePolicy',
        Properties: { PolicyName: 'export', PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
    }),
];

const STREAM_MISTAKES: readonly Mistake[] = [
    set(
        'a stream with a key that its producers may not use',
        [...STREAM, 'DeliveryStreamEncryptionConfigurationInput'],
        {
            KeyType: 'CUSTOMER_MANAGED_CMK',
            KeyARN: 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555',
        },
    ),
    set('a misspelt type', ['ActivityTable', 'Type'], 'AWS::Glue::Tabel'),
    mistake('a misspelt property', (draft) => {
        draft.remove([...STREAM, 'DeliveryStreamName']);
        draft.add([...STREAM, 'DeliveryStreamNam'], 'cognito-log-lake-dev-user-activity');
    }),
    set('an unknown type of stream', [...STREAM, 'DeliveryStreamType'], 'DirectPutt'),
    set('a text instead of a number', [...DESTINATION, 'BufferingHints', 'SizeInMBs'], 'a lot'),
    set('a bucket name instead of an ARN', [...DESTINATION, 'BucketARN'], { Ref: 'LakeBucket' }),
    remove('a stream without the tag', [...STREAM, 'Tags']),
    set('a tag with another value', [...STREAM, 'Tags', 0, 'Value'], 'True'),
    swap('a prefix without a partition key', [...DESTINATION, 'Prefix'], 'dt=!{partitionKeyFromLambda:dt}/', ''),
    swap(
        'a prefix without a timestamp, so that Firehose adds folders',
        [...DESTINATION, 'Prefix'],
        '!{timestamp:yyyy}-',
        '',
    ),
    swap(
        'a misspelt partition key in a prefix',
        [...DESTINATION, 'Prefix'],
        'partitionKeyFromLambda:dt',
        'partitionKeyFromLambda:day',
    ),
    swap('a partition key from a query', [...DESTINATION, 'Prefix'], 'partitionKeyFromLambda', 'partitionKeyFromQuery'),
    swap(
        'an error prefix without the error type',
        [...DESTINATION, 'ErrorOutputPrefix'],
        '!{firehose:error-output-type}/',
        '',
    ),
    remove('a missing error prefix', [...DESTINATION, 'ErrorOutputPrefix']),
    swap(
        'an unknown expression in a prefix',
        [...DESTINATION, 'ErrorOutputPrefix'],
        'firehose:error-output-type',
        'firehose:error-type',
    ),
    remove('dynamic partitioning without Enabled', [...DESTINATION, 'DynamicPartitioningConfiguration', 'Enabled']),
    remove('processing without Enabled', [...DESTINATION, 'ProcessingConfiguration', 'Enabled']),
    remove('conversion without Enabled', [...DESTINATION, 'DataFormatConversionConfiguration', 'Enabled']),
    set('compression together with conversion', [...DESTINATION, 'CompressionFormat'], 'GZIP'),
    set('a buffer that is too small for dynamic partitioning', [...DESTINATION, 'BufferingHints', 'SizeInMBs'], 32),
    set(
        'a batch that is too large for a reply',
        [...DESTINATION, 'ProcessingConfiguration', 'Processors', 0, 'Parameters', 1, 'ParameterValue'],
        '3',
    ),
    set(
        'a misspelt parameter of the transform',
        [...DESTINATION, 'ProcessingConfiguration', 'Processors', 0, 'Parameters', 1, 'ParameterName'],
        'BufferSizeInMB',
    ),
    swap(
        'conversion with the schema of the other table',
        [...DESTINATION, 'DataFormatConversionConfiguration'],
        'ActivityTable',
        'NotificationTable',
    ),
    set(
        'ZSTD, which Firehose does not support',
        [
            ...DESTINATION,
            'DataFormatConversionConfiguration',
            'OutputFormatConfiguration',
            'Serializer',
            'ParquetSerDe',
            'Compression',
        ],
        'ZSTD',
    ),
    set(
        'a customer managed key without its ARN',
        [...STREAM, 'DeliveryStreamEncryptionConfigurationInput', 'KeyType'],
        'CUSTOMER_MANAGED_CMK',
    ),
    remove('an unencrypted stream', [...STREAM, 'DeliveryStreamEncryptionConfigurationInput']),
    swap(
        'a raw backup in the prefix of a table',
        [...DESTINATION, 'S3BackupConfiguration', 'Prefix'],
        'raw/',
        'user_activity/',
    ),
    set('a compressed raw backup', [...DESTINATION, 'S3BackupConfiguration', 'CompressionFormat'], 'GZIP'),
    set('a log stream that does not exist', [...DESTINATION, 'CloudWatchLoggingOptions', 'LogStreamName'], 'Delivery'),
];

const LAKE_MISTAKES: readonly Mistake[] = [
    set('a projection of the wrong type', [...TABLE, 'Parameters', 'projection.user_pool_id.type'], 'injected'),
    mistake('a misspelt projection parameter', (draft) => {
        draft.remove([...TABLE, 'Parameters', 'projection.dt.format']);
        draft.add([...TABLE, 'Parameters', 'projection.dt.formt'], 'yyyy-MM-dd');
    }),
    set(
        'a pool missing from the projection',
        [...TABLE, 'Parameters', 'projection.user_pool_id.values'],
        'us-west-2_EXAMPLE',
    ),
    set('a projection without tomorrow', [...TABLE, 'Parameters', 'projection.dt.range'], '2020-01-01,NOW'),
    remove('a projection that is not enabled', [...TABLE, 'Parameters', 'projection.enabled']),
    set('a column of an unknown type', [...TABLE, 'StorageDescriptor', 'Columns', 1, 'Type'], 'timestmp'),
    remove('a missing column', [...TABLE, 'StorageDescriptor', 'Columns', 3]),
    mistake('partition columns in another order', (draft) => {
        draft.set([...TABLE, 'PartitionKeys', 0, 'Name'], 'event_type');
        draft.set([...TABLE, 'PartitionKeys', 1, 'Name'], 'user_pool_id');
    }),
    swap('a table with another location', [...TABLE, 'StorageDescriptor', 'Location'], '/user_activity', '/activity'),
    set(
        'a view with invalid base64',
        ['ViewAttempts', 'Properties', 'TableInput', 'ViewOriginalText'],
        '/* Presto View: select 1 */',
    ),
    remove('a view without one of its columns in Glue', [
        'ViewAttempts',
        'Properties',
        'TableInput',
        'StorageDescriptor',
        'Columns',
        0,
    ]),
    set('a view in another database', ['ViewAttempts', 'Properties', 'DatabaseName'], 'default'),
    remove('a lake bucket that is deleted with the stack', ['LakeBucket', 'DeletionPolicy']),
    set('an export bucket that stays after a rollback', ['ExportBucket', 'DeletionPolicy'], 'Retain'),
    remove('an export log group that is deleted with the stack', ['ActivityExportLogGroup', 'DeletionPolicy']),
    set(
        'a public lake bucket',
        ['LakeBucket', 'Properties', 'PublicAccessBlockConfiguration', 'BlockPublicPolicy'],
        false,
    ),
    remove('an unencrypted lake bucket', ['LakeBucket', 'Properties', 'BucketEncryption']),
    set(
        'a lake bucket with objects of other owners',
        ['LakeBucket', 'Properties', 'OwnershipControls', 'Rules', 0, 'ObjectOwnership'],
        'ObjectWriter',
    ),
    mistake('a lake bucket that allows requests without TLS', (draft) =>
        draft.set(
            [
                'LakeBucketPolicy',
                'Properties',
                'PolicyDocument',
                'Statement',
                0,
                'Condition',
                'Bool',
                'aws:SecureTransport',
            ],
            'true',
        ),
    ),
    add('a lake bucket that anybody can read', ['LakeBucketPolicy', 'Properties', 'PolicyDocument', 'Statement', 1], {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: {
            'Fn::Sub': 'arn:${AWS::Partition}:s3:::cognito-log-lake-dev-lake-${AWS::AccountId}-${AWS::Region}/*',
        },
    }),
    set(
        'two lifecycle rules with the same id',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 2, 'Id'],
        'raw',
    ),
    add('a lake bucket that keeps old versions forever', ['LakeBucket', 'Properties', 'VersioningConfiguration'], {
        Status: 'Enabled',
    }),
    remove('a lifecycle rule for the whole lake', [
        'LakeBucket',
        'Properties',
        'LifecycleConfiguration',
        'Rules',
        2,
        'Prefix',
    ]),
    remove('a missing rule for incomplete uploads', ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 6]),
    set(
        'a rule that deletes incomplete uploads after months',
        [
            'LakeBucket',
            'Properties',
            'LifecycleConfiguration',
            'Rules',
            6,
            'AbortIncompleteMultipartUpload',
            'DaysAfterInitiation',
        ],
        90,
    ),
    add(
        'a rule for incomplete uploads of one folder only',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 6, 'Prefix'],
        'user_activity/',
    ),
    set(
        'a lifecycle rule of zero days',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 2, 'ExpirationInDays'],
        0,
    ),
];

const LAKE_FORMATION_MISTAKES: readonly Mistake[] = [
    remove('a stream without a grant on its table', ['ActivityStreamGrant']),
    swap(
        'a stream that is created before its grant',
        ['ActivityStream', 'DependsOn'],
        'ActivityStreamGrant',
        'LakeBucket',
    ),
    set(
        'a stream with a grant on the other table',
        ['NotificationStreamGrant', 'Properties', 'Resource', 'Table', 'Name'],
        { Ref: 'ActivityTable' },
    ),
    remove('a stream that may not describe its table', ['ActivityStreamGrant', 'Properties', 'Permissions', 0]),
    remove('a report without a grant', ['ReportTablesGrant']),
    set('analysts who may change tables', ['Analyst1TablesGrant', 'Properties', 'Permissions', 0], 'ALTER'),
    set(
        'analysts who may pass their grant on',
        ['Analyst2TablesGrant', 'Properties', 'PermissionsWithGrantOption'],
        ['SELECT'],
    ),
    set(
        'a grant for everyone whom IAM allows',
        ['Analyst1TablesGrant', 'Properties', 'Principal', 'DataLakePrincipalIdentifier'],
        'IAM_ALLOWED_PRINCIPALS',
    ),
];

const EXPORT_MISTAKES: readonly Mistake[] = [
    swap(
        'a bucket policy for another service',
        ['ExportBucketPolicy', 'Properties'],
        'delivery.logs.amazonaws.com',
        'logging.s3.amazonaws.com',
    ),
    remove('a bucket policy without the condition on the owner', [
        'ExportBucketPolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        2,
        'Condition',
        'StringEquals',
        's3:x-amz-acl',
    ]),
    swap('an unknown S3 event', ['ExportBucket', 'Properties'], 's3:ObjectCreated:*', 's3:ObjectCreate:*'),
    remove('a bucket without a dependency on the queue policy', ['ExportBucket', 'DependsOn']),
    swap(
        'a notification to an unknown queue',
        ['ExportBucket', 'Properties', 'NotificationConfiguration'],
        '-import',
        '-imports',
    ),
    remove('a queue that anybody can send to', [
        'ImportQueuePolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        0,
        'Condition',
    ]),
    remove('a queue that allows requests without TLS', [
        'ImportQueuePolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        1,
    ]),
    remove('a dead-letter queue that allows requests without TLS', ['ImportDeadLettersPolicy']),
    swap(
        'a queue policy that names the other queue',
        ['ImportDeadLettersPolicy', 'Properties', 'PolicyDocument'],
        '-dead-letters',
        '',
    ),
    remove('a queue without a dead-letter queue', ['ImportQueue', 'Properties', 'RedrivePolicy']),
    remove('an event source without partial batch responses', [
        'ImportEventSource',
        'Properties',
        'FunctionResponseTypes',
    ]),
    set(
        'an import with more concurrency than the streams can take',
        ['ImportEventSource', 'Properties', 'ScalingConfig', 'MaximumConcurrency'],
        20,
    ),
    set('an import from the dead-letter queue', ['ImportEventSource', 'Properties', 'EventSourceArn'], {
        'Fn::GetAtt': ['ImportDeadLetters', 'Arn'],
    }),
    set('an import with the transform function', ['ImportEventSource', 'Properties', 'FunctionName'], {
        Ref: 'TransformLambdaFunction',
    }),
    set(
        'a visibility timeout shorter than the function needs',
        ['ImportQueue', 'Properties', 'VisibilityTimeout'],
        300,
    ),
    remove('an import without permission for recursive calls', ['ImportLambdaFunction', 'Properties', 'RecursiveLoop']),
    set(
        'an import that continues in an unknown queue',
        ['ImportLambdaFunction', 'Properties', 'Environment', 'Variables', 'IMPORT_QUEUE'],
        'cognito-log-lake-dev-imports',
    ),
    swap(
        'an import that cannot write to the streams',
        ['ImportRole', 'Properties'],
        'firehose:PutRecordBatch',
        'firehose:PutRecord',
    ),
    swap(
        'an import that cannot send a message to continue',
        ['ImportRole', 'Properties'],
        'sqs:SendMessage',
        'sqs:PurgeQueue',
    ),
    swap(
        'an import that gets 403 instead of 404 for a missing object',
        ['ImportRole', 'Properties'],
        's3:ListBucket',
        's3:ListBucketVersions',
    ),
    swap('an import that reads another bucket', ['ImportRole', 'Properties'], '-export-', '-lake-'),
    mistake('an import with the role of the transform', (draft) =>
        draft.set(['ImportLambdaFunction', 'Properties', 'Role'], { 'Fn::GetAtt': ['TransformRole', 'Arn'] }),
    ),
    mistake('a queue with a key that S3 cannot use', (draft) => {
        draft.remove(['ImportQueue', 'Properties', 'SqsManagedSseEnabled']);
        draft.add(['ImportQueue', 'Properties', 'KmsMasterKeyId'], 'alias/aws/sqs');
    }),
];

const COMPANY_MISTAKES: readonly Mistake[] = [
    add(
        'a boundary on one role only',
        ['TransformRole', 'Properties', 'PermissionsBoundary'],
        'arn:aws:iam::123456789012:policy/Boundary',
    ),
    add('one role with another path', ['ReportRole', 'Properties', 'Path'], '/elsewhere/'),
    set('a policy that a new description replaces', ['AnalystPolicy', 'Properties', 'Description'], 'Queries'),
    set('a policy that a new name replaces', ['KeeperPolicy', 'Properties', 'ManagedPolicyName'], 'lake-keeper'),
    add('a version of a function that nothing uses', ['TransformVersion'], {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'TransformLambdaFunction' } },
    }),
];

const ROLE_MISTAKES: readonly Mistake[] = [
    set('a role for every resource', [...STREAM_POLICY, 1, 'Resource'], '*'),
    set('a role for every action', [...STREAM_POLICY, 1, 'Action'], 's3:*'),
    swap('a role that cannot write objects', [...STREAM_POLICY], 's3:PutObject', 's3:PutObjectAcl'),
    swap(
        'a role that cannot read the versions of its table',
        [...STREAM_POLICY],
        'glue:GetTableVersions',
        'glue:GetPartitions',
    ),
    swap('a role for another function', [...STREAM_POLICY], 'dev-transform', 'dev-transformer'),
    remove('a role for every account', ['ActivityStreamRole', 'Properties', ...TRUST, 'Condition']),
    set(
        'a misspelt service',
        ['ActivityStreamRole', 'Properties', ...TRUST, 'Principal', 'Service'],
        'firehose.amazon.com',
    ),
    set('a role for anybody', ['TransformRole', 'Properties', ...TRUST, 'Principal'], { AWS: '*' }),
    swap('a misspelt action', ['TransformRole', 'Properties'], 'firehose:PutRecordBatch', 'firehose:PutRecordsBatch'),
    swap('analysts who cannot read reports', ['AnalystPolicy', 'Properties'], '/reports/*', '/report/*'),
    remove('analysts who can list the whole bucket', [
        'AnalystPolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        9,
        'Condition',
    ]),
    swap(
        'keepers who cannot delete compacted files',
        ['KeeperPolicy', 'Properties'],
        's3:DeleteObject',
        's3:DeleteObjectTagging',
    ),
    swap(
        'keepers who can delete old versions for good',
        ['KeeperPolicy', 'Properties'],
        's3:DeleteObject',
        's3:DeleteObjectVersion',
    ),
    swap('keepers who can delete raw records', ['KeeperPolicy', 'Properties'], '/user_notification/*', '/raw/*'),
    swap('keepers who can delete anything in the lake', ['KeeperPolicy', 'Properties'], '/user_notification/*', '/*'),
    swap('keepers who can put records', ['KeeperPolicy', 'Properties'], 's3:ListBucket', 'firehose:PutRecord'),
    swap(
        'operators who can delete from the tables',
        ['OperatorPolicy', 'Properties'],
        's3:AbortMultipartUpload',
        's3:DeleteObject',
    ),
    swap('operators who cannot replay', ['OperatorPolicy', 'Properties'], 's3:PutObject', 's3:PutObjectTagging'),
    swap(
        'operators who cannot redrive to a stream',
        ['OperatorPolicy', 'Properties'],
        'firehose:PutRecordBatch',
        'firehose:UpdateDestination',
    ),
    swap(
        'operators with access to any stream',
        ['OperatorPolicy', 'Properties'],
        'deliverystream/cognito-log-lake-dev-user-activity',
        'deliverystream/*',
    ),
    swap(
        'operators who cannot list metrics',
        ['OperatorPolicy', 'Properties'],
        'cloudwatch:ListMetrics',
        'cloudwatch:ListMetricStream',
    ),
    swap(
        'operators with a write action on every resource',
        ['OperatorPolicy', 'Properties'],
        'logs:DescribeResourcePolicies',
        'logs:PutResourcePolicy',
    ),
    swap(
        'operators without access to one pool',
        ['OperatorPoolPolicy1', 'Properties'],
        'userpool/us-west-2_EXAMPLE5',
        'userpool/us-west-2_EXAMPLE4',
    ),
    swap(
        'operators with access to all pools',
        ['OperatorPoolPolicy1', 'Properties'],
        'userpool/us-west-2_EXAMPLE5',
        'userpool/*',
    ),
    swap(
        'operators who can delete users',
        ['OperatorPoolPolicy1', 'Properties'],
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminDeleteUser',
    ),
    swap(
        'analysts who cannot open the Athena console',
        ['AnalystPolicy', 'Properties'],
        'athena:ListWorkGroups',
        'athena:GetWorkGroups',
    ),
    swap('analysts who can read raw records', ['AnalystPolicy', 'Properties'], '/allowlist/*', '/raw/*'),
    swap(
        'analysts who can read the key of the tombstones',
        ['AnalystPolicy', 'Properties'],
        '/cognito_metrics/*',
        '/erasures/tombstones/*',
    ),
    swap('keepers who can delete receipts', ['KeeperPolicy', 'Properties'], '/user_notification/*', '/erasures/*'),
];

const FUNCTION_MISTAKES: readonly Mistake[] = [
    set('a removed runtime', ['TransformLambdaFunction', 'Properties', 'Runtime'], 'nodejs14.x'),
    set(
        'a handler that is not in the zip file',
        ['TransformLambdaFunction', 'Properties', 'Handler'],
        'functions/transform.handler',
    ),
    set('a timeout beyond the maximum', ['TransformLambdaFunction', 'Properties', 'Timeout'], 901),
    swap(
        'an environment variable with an unknown stream',
        ['TransformLambdaFunction', 'Properties', 'Environment'],
        'dev-user-activity',
        'prod-user-activity',
    ),
    remove('a function log without retention', ['TransformLogGroup', 'Properties', 'RetentionInDays']),
    set('an unknown role', ['TransformLambdaFunction', 'Properties', 'Role'], {
        'Fn::GetAtt': ['TransformRolle', 'Arn'],
    }),
    add(
        'a transform that Lambda never starts',
        ['TransformLambdaFunction', 'Properties', 'ReservedConcurrentExecutions'],
        0,
    ),
    mistake('a circular dependency', (draft) => draft.add(['TransformRole', 'DependsOn'], ['ActivityStream'])),
];

const QUERY_MISTAKES: readonly Mistake[] = [
    set('a workgroup that is not enforced', [...WORK_GROUP, 'EnforceWorkGroupConfiguration'], false),
    set(
        'an unknown engine version',
        [...WORK_GROUP, 'EngineVersion', 'SelectedEngineVersion'],
        'Athena engine version 4',
    ),
    set('a scan limit below the minimum', [...WORK_GROUP, 'BytesScannedCutoffPerQuery'], 1_000_000),
    swap('results without retention', [...WORK_GROUP, 'ResultConfiguration', 'OutputLocation'], 'results/', 'output/'),
    remove('unencrypted results', [...WORK_GROUP, 'ResultConfiguration', 'EncryptionConfiguration']),
    remove('a workgroup that cannot be deleted', ['WorkGroup', 'Properties', 'RecursiveDeleteOption']),
    mistake('a query with a parameter without a value', (draft) =>
        draft.swap(
            ['QueryRiskDecisionReport', 'Properties', 'QueryString'],
            "cast(current_date - interval '7' day as date)",
            ':first_day',
        ),
    ),
    set('a query without SQL', ['QueryRiskDecisionReport', 'Properties', 'QueryString'], ''),
    set('a query in another workgroup', ['QueryRiskDecisionReport', 'Properties', 'WorkGroup'], 'primary'),
    remove('a missing query', ['QueryRiskDecisionReport']),
];

const OPERATION_MISTAKES: readonly Mistake[] = [
    set(
        'an alarm on a misspelt metric',
        ['AlarmUserActivityLate', 'Properties', 'MetricName'],
        'DeliveryToS3.DataFreshnes',
    ),
    set(
        'an alarm on an unknown stream',
        ['AlarmUserActivityLate', 'Properties', 'Dimensions', 0, 'Value'],
        'user-activity',
    ),
    remove('an alarm without an action', ['AlarmTransformErrors', 'Properties', 'AlarmActions']),
    set(
        'an alarm with an unknown comparison operator',
        ['AlarmTransformErrors', 'Properties', 'ComparisonOperator'],
        'GreaterThan',
    ),
    set(
        'a silence alarm that ignores missing data',
        ['AlarmSilentUsWest2EXAMPLE', 'Properties', 'TreatMissingData'],
        'notBreaching',
    ),
    set(
        'a silence alarm that fires as soon as the pool is new',
        ['AlarmSilentUsWest2EXAMPLE', 'Properties', 'WarmUpConfiguration', 'WarmUpPeriodDurationInMinutes'],
        1,
    ),
    remove('a report alarm that fires as soon as the stack is new', [
        'AlarmReportOverdue',
        'Properties',
        'WarmUpConfiguration',
    ]),
    swap(
        'an alarm with a heading that the runbook lacks',
        ['AlarmUserActivityLate', 'Properties', 'AlarmDescription'],
        'Records arrive late',
        'Records are late',
    ),
    remove('a missing alarm for events that are not forwarded', ['AlarmUserActivityForwardingErrors']),
    remove('a missing alarm for a throttled subscription filter', ['AlarmUserNotificationForwardingThrottled']),
    set(
        'an alarm on an unknown subscription filter',
        ['AlarmUserActivityForwardingErrors', 'Properties', 'Dimensions', 2, 'Value'],
        'user-activity',
    ),
    remove('a missing alarm for throttled records', ['AlarmUserActivityThrottled']),
    remove('a missing alarm for a dropped report', ['AlarmReportScheduleDropped']),
    remove('a missing alarm for a report that does not run', ['AlarmReportOverdue']),
    remove('a missing alarm for an import that falls behind', ['AlarmImportBehind']),
    remove('a missing alarm for skipped objects', ['AlarmImportSkipped']),
    remove('a missing alarm for the dead-letter queue', ['AlarmImportDeadLetters']),
    remove('a missing alarm for the conversion', ['AlarmUserNotificationNotConverted']),
    swap('a dashboard with invalid JSON', ['Dashboard', 'Properties', 'DashboardBody'], '"widgets":[', '"widgets":'),
    swap(
        'a panel with an unknown metric',
        ['Dashboard', 'Properties', 'DashboardBody'],
        'IncomingRecords',
        'IncomingRecord',
    ),
    set(
        'a topic that anybody can publish to',
        ['AlarmTopicPolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Principal'],
        '*',
    ),
    add(
        'a topic with a key that CloudWatch cannot use',
        ['AlarmTopic', 'Properties', 'KmsMasterKeyId'],
        'alias/aws/sns',
    ),
];

const SCHEDULE = ['ReportSchedule', 'Properties'];
const REPORT_ENVIRONMENT = ['ReportLambdaFunction', 'Properties', 'Environment', 'Variables'];

const REPORT_MISTAKES: readonly Mistake[] = [
    set('an invalid schedule', [...SCHEDULE, 'ScheduleExpression'], 'every day at six'),
    set('a disabled schedule', [...SCHEDULE, 'State'], 'DISABLED'),
    set('a schedule that calls the transform', [...SCHEDULE, 'Target', 'Arn'], {
        'Fn::GetAtt': ['TransformLambdaFunction', 'Arn'],
    }),
    set('a schedule with the role of the function', [...SCHEDULE, 'Target', 'RoleArn'], {
        'Fn::GetAtt': ['ReportRole', 'Arn'],
    }),
    remove('a schedule without a window', [...SCHEDULE, 'FlexibleTimeWindow']),
    set('a schedule in the default group', [...SCHEDULE, 'GroupName'], 'default'),
    swap(
        'a schedule with an unknown query',
        [...SCHEDULE, 'Target', 'Input'],
        '"queries":[]',
        '"queries":[{"name":"brute_force","values":{}}]',
    ),
    swap(
        'a schedule that does not pass the time',
        [...SCHEDULE, 'Target', 'Input'],
        '<aws.scheduler.scheduled-time>',
        '',
    ),
    remove('a schedule role for schedules of any account', ['ReportScheduleRole', 'Properties', ...TRUST, 'Condition']),
    swap(
        'a schedule role for another function',
        ['ReportScheduleRole', 'Properties', 'Policies'],
        '-report',
        '-transform',
    ),
    swap(
        'a report that cannot run queries',
        ['ReportRole', 'Properties'],
        'athena:StartQueryExecution',
        'athena:ListQueryExecutions',
    ),
    swap('a report that cannot publish', ['ReportRole', 'Properties'], 'sns:Publish', 'sns:Subscribe'),
    swap('a report that publishes to the alarm topic', ['ReportRole', 'Properties'], '-findings', '-alarms'),
    swap('a report that can read raw records', ['ReportRole', 'Properties'], '/user_activity/', '/raw/'),
    swap('a report that can write to the tables', ['ReportRole', 'Properties'], '/reports/', '/user_notification/'),
    swap(
        'a report with another bucket',
        [...REPORT_ENVIRONMENT, 'LAKE_BUCKET'],
        '-lake-dev-lake-',
        '-lake-dev-export-',
    ),
    set('a report in the primary workgroup', [...REPORT_ENVIRONMENT, 'WORK_GROUP'], 'primary'),
    swap('a report with an unknown topic', [...REPORT_ENVIRONMENT, 'FINDINGS_TOPIC'], '-findings', '-finding'),
    remove('a report that is retried for hours', ['ReportInvokeConfig']),
    remove('an unencrypted findings topic', ['FindingsTopic', 'Properties', 'KmsMasterKeyId']),
    remove('a findings topic that allows requests without TLS', ['FindingsTopicPolicy']),
    remove('a missing alarm for errors of the report', ['AlarmReportErrors']),
];

export const MISTAKES: readonly Mistake[] = [
    ...SOURCE_MISTAKES,
    ...STREAM_MISTAKES,
    ...LAKE_MISTAKES,
    ...LAKE_FORMATION_MISTAKES,
    ...EXPORT_MISTAKES,
    ...COMPANY_MISTAKES,
    ...ROLE_MISTAKES,
    ...FUNCTION_MISTAKES,
    ...QUERY_MISTAKES,
    ...OPERATION_MISTAKES,
    ...REPORT_MISTAKES,
];
