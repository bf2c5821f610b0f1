/** Mistakes that somebody could make in the stack, each planted into a template of its own. */
import type { Json, Template } from './template.ts';

type Path = readonly (string | number)[];
type Parts = { [key: string | number]: Parts } & Json;

/** A template to be spoilt: paths begin at a logical id. */
export type Draft = {
    /** Puts a value where there is one. */
    readonly set: (path: Path, value: Json) => void;
    /** Puts a value where there is none. */
    readonly add: (path: Path, value: Json) => void;
    readonly remove: (path: Path) => void;
    /** Exchanges a part of all texts below a path. */
    readonly swap: (path: Path, from: string, to: string) => void;
};

export type Mistake = { readonly name: string; readonly plant: (draft: Draft) => void };

const clone = (template: Template): Parts => JSON.parse(JSON.stringify(template));

const at = (parts: Parts, path: Path): Parts =>
    path.reduce<Parts>((value, step) => {
        const next = value[step];
        if (next === undefined) throw new Error(`there is nothing at ${path.join('.')} (${step})`);
        return next;
    }, parts);

const swapped = (json: Json, from: string, to: string): Json => {
    if (typeof json === 'string') return json.replaceAll(from, to);
    if (typeof json !== 'object' || json === null) return json;
    return Array.isArray(json)
        ? (json as readonly Json[]).map((each) => swapped(each, from, to))
        : Object.fromEntries(
              Object.entries(json).map(([key, value]: [string, Json]) => [key, swapped(value, from, to)]),
          );
};

/** The template with a mistake in it. Throws when the place of the mistake is not there, or nothing is changed. */
export const planted = (template: Template, { name, plant }: Mistake): Template => {
    const parts = clone(template);
    const inside = (path: Path): readonly [Parts, string | number] => [
        at(parts, ['Resources', ...path.slice(0, -1)]),
        path.at(-1)!,
    ];
    const put = (path: Path, value: Json): void => {
        const [holder, key] = inside(path);
        holder[key] = value as Parts;
    };
    plant({
        set: (path, value) => {
            at(parts, ['Resources', ...path]);
            put(path, value);
        },
        add: put,
        remove: (path) => {
            at(parts, ['Resources', ...path]);
            const [holder, key] = inside(path);
            if (Array.isArray(holder)) holder.splice(Number(key), 1);
            else delete holder[key];
        },
        swap: (path, from, to) => put(path, swapped(at(parts, ['Resources', ...path]), from, to)),
    });
    if (JSON.stringify(parts) === JSON.stringify(template)) throw new Error(`${name}: nothing was planted`);
    return parts as unknown as Template;
};

const mistake = (name: string, plant: Mistake['plant']): Mistake => ({ name, plant });
const set = (name: string, path: Path, value: Json): Mistake => mistake(name, (draft) => draft.set(path, value));
const add = (name: string, path: Path, value: Json): Mistake => mistake(name, (draft) => draft.add(path, value));
const remove = (name: string, path: Path): Mistake => mistake(name, (draft) => draft.remove(path));
const swap = (name: string, path: Path, from: string, to: string): Mistake =>
    mistake(name, (draft) => draft.swap(path, from, to));

const STREAM = ['ActivityStream', 'Properties'];
const DESTINATION = [...STREAM, 'ExtendedS3DestinationConfiguration'];
const TABLE = ['ActivityTable', 'Properties', 'TableInput'];
const STREAM_POLICY = ['ActivityStreamRole', 'Properties', 'Policies', 0, 'PolicyDocument', 'Statement'];
const TRUST = ['AssumeRolePolicyDocument', 'Statement', 0];
const DELIVERY = ['LogDeliveryUsWest2EXAMPLE', 'Properties', 'LogConfigurations'];
const WORK_GROUP = ['WorkGroup', 'Properties', 'WorkGroupConfiguration'];

const SOURCES: readonly Mistake[] = [
    set('a level that the source has not', [...DELIVERY, 0, 'LogLevel'], 'ERROR'),
    set('a source that there is not', [...DELIVERY, 0, 'EventSource'], 'userActivity'),
    set(
        'the log group by its GetAtt, which ends in :*',
        [...DELIVERY, 1, 'CloudWatchLogsConfiguration', 'LogGroupArn'],
        { 'Fn::GetAtt': ['NotificationExportLogGroup', 'Arn'] },
    ),
    swap('the log group with :* at its end', [...DELIVERY, 1], 'user-notification', 'user-notification:*'),
    set('the name of a stream for its ARN', [...DELIVERY, 0, 'FirehoseConfiguration', 'StreamArn'], {
        Ref: 'ActivityStream',
    }),
    set('notifications to a stream', [...DELIVERY, 1], {
        EventSource: 'userNotification',
        LogLevel: 'ERROR',
        FirehoseConfiguration: { StreamArn: { 'Fn::GetAtt': ['NotificationStream', 'Arn'] } },
    }),
    set('a pool’s name for its id', ['LogDeliveryUsWest2EXAMPLE', 'Properties', 'UserPoolId'], 'my pool'),
    set('two deliveries for one pool', ['LogDeliveryUsWest2EXAMPLE2', 'Properties', 'UserPoolId'], 'us-west-2_EXAMPLE'),
    remove('a delivery before its stream', ['LogDeliveryUsWest2EXAMPLE', 'DependsOn']),
    swap(
        'a delivery before the log group’s policy',
        ['LogDeliveryUsWest2EXAMPLE3', 'DependsOn'],
        'ExportLogPolicy',
        'ActivityStream',
    ),
    swap(
        'a delivery before the bucket’s policy',
        ['LogDeliveryUsWest2EXAMPLE2', 'DependsOn'],
        'ExportBucketPolicy',
        'ExportBucket',
    ),
    add('a key on the log group', ['ActivityExportLogGroup', 'Properties', 'KmsKeyId'], {
        'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/mine',
    }),
    set(
        'a filter that leaves records out',
        ['ActivityExportFilter', 'Properties', 'FilterPattern'],
        'USER_AUTH_EVENTS',
    ),
    swap(
        'a filter to the stream of the other table',
        ['ActivityExportFilter', 'Properties', 'DestinationArn'],
        'user-activity',
        'user-notification',
    ),
    swap(
        'the log policy for another service',
        ['ExportLogPolicy', 'Properties', 'PolicyDocument'],
        'delivery.logs.amazonaws.com',
        'cognito-idp.amazonaws.com',
    ),
    swap('a log policy that is no JSON', ['ExportLogPolicy', 'Properties', 'PolicyDocument'], '}', ''),
    swap(
        'a log policy for other groups',
        ['ExportLogPolicy', 'Properties', 'PolicyDocument'],
        '/user-activity:',
        '/user-activities:',
    ),
];

const STREAMS: readonly Mistake[] = [
    set('a misspelt type', ['ActivityTable', 'Type'], 'AWS::Glue::Tabel'),
    mistake('a misspelt property', (draft) => {
        draft.remove([...STREAM, 'DeliveryStreamName']);
        draft.add([...STREAM, 'DeliveryStreamNam'], 'cognito-log-lake-dev-user-activity');
    }),
    set('a kind of stream that there is not', [...STREAM, 'DeliveryStreamType'], 'DirectPutt'),
    set('a text where a number stands', [...DESTINATION, 'BufferingHints', 'SizeInMBs'], 'a lot'),
    set('the name of a bucket for its ARN', [...DESTINATION, 'BucketARN'], { Ref: 'LakeBucket' }),
    remove('a stream without the tag', [...STREAM, 'Tags']),
    set('the tag with another value', [...STREAM, 'Tags', 0, 'Value'], 'True'),
    swap('a prefix without a key', [...DESTINATION, 'Prefix'], 'dt=!{partitionKeyFromLambda:dt}/', ''),
    swap(
        'a prefix without a time, to which Firehose adds folders',
        [...DESTINATION, 'Prefix'],
        '!{timestamp:yyyy}-',
        '',
    ),
    swap(
        'a misspelt key in a prefix',
        [...DESTINATION, 'Prefix'],
        'partitionKeyFromLambda:dt',
        'partitionKeyFromLambda:day',
    ),
    swap('a key by query', [...DESTINATION, 'Prefix'], 'partitionKeyFromLambda', 'partitionKeyFromQuery'),
    swap(
        'the error prefix without the kind of error',
        [...DESTINATION, 'ErrorOutputPrefix'],
        '!{firehose:error-output-type}/',
        '',
    ),
    remove('no error prefix', [...DESTINATION, 'ErrorOutputPrefix']),
    swap(
        'an expression that there is not',
        [...DESTINATION, 'ErrorOutputPrefix'],
        'firehose:error-output-type',
        'firehose:error-type',
    ),
    remove('partitioning that is not enabled', [...DESTINATION, 'DynamicPartitioningConfiguration', 'Enabled']),
    remove('processing that is not enabled', [...DESTINATION, 'ProcessingConfiguration', 'Enabled']),
    remove('conversion that is not enabled', [...DESTINATION, 'DataFormatConversionConfiguration', 'Enabled']),
    set('compression beside conversion', [...DESTINATION, 'CompressionFormat'], 'GZIP'),
    set('a buffer that is too small for partitions', [...DESTINATION, 'BufferingHints', 'SizeInMBs'], 32),
    set(
        'a batch that no reply fits',
        [...DESTINATION, 'ProcessingConfiguration', 'Processors', 0, 'Parameters', 1, 'ParameterValue'],
        '3',
    ),
    set(
        'a misspelt parameter of the transform',
        [...DESTINATION, 'ProcessingConfiguration', 'Processors', 0, 'Parameters', 1, 'ParameterName'],
        'BufferSizeInMB',
    ),
    swap(
        'conversion by the other table',
        [...DESTINATION, 'DataFormatConversionConfiguration'],
        'ActivityTable',
        'NotificationTable',
    ),
    set(
        'ZSTD, which Firehose has not',
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
        'a key that is not named',
        [...STREAM, 'DeliveryStreamEncryptionConfigurationInput', 'KeyType'],
        'CUSTOMER_MANAGED_CMK',
    ),
    remove('a stream in the clear', [...STREAM, 'DeliveryStreamEncryptionConfigurationInput']),
    swap(
        'a raw backup among the tables',
        [...DESTINATION, 'S3BackupConfiguration', 'Prefix'],
        'raw/',
        'user_activity/',
    ),
    set('a raw backup that is compressed', [...DESTINATION, 'S3BackupConfiguration', 'CompressionFormat'], 'GZIP'),
    set('a log stream that is not made', [...DESTINATION, 'CloudWatchLoggingOptions', 'LogStreamName'], 'Delivery'),
];

const LAKE: readonly Mistake[] = [
    set('projection of a wrong type', [...TABLE, 'Parameters', 'projection.user_pool_id.type'], 'injected'),
    mistake('a misspelt projection', (draft) => {
        draft.remove([...TABLE, 'Parameters', 'projection.dt.format']);
        draft.add([...TABLE, 'Parameters', 'projection.dt.formt'], 'yyyy-MM-dd');
    }),
    set(
        'a pool that is not projected',
        [...TABLE, 'Parameters', 'projection.user_pool_id.values'],
        'us-west-2_EXAMPLE',
    ),
    set(
        'days that end today, while some records are from tomorrow',
        [...TABLE, 'Parameters', 'projection.dt.range'],
        '2020-01-01,NOW',
    ),
    remove('projection that is not enabled', [...TABLE, 'Parameters', 'projection.enabled']),
    set('a column of another type', [...TABLE, 'StorageDescriptor', 'Columns', 1, 'Type'], 'timestmp'),
    remove('a column that is missing', [...TABLE, 'StorageDescriptor', 'Columns', 3]),
    mistake('partition columns in another order', (draft) => {
        draft.set([...TABLE, 'PartitionKeys', 0, 'Name'], 'event_type');
        draft.set([...TABLE, 'PartitionKeys', 1, 'Name'], 'user_pool_id');
    }),
    swap('a table that lies elsewhere', [...TABLE, 'StorageDescriptor', 'Location'], '/user_activity', '/activity'),
    set(
        'a view that is no base64',
        ['ViewAttempts', 'Properties', 'TableInput', 'ViewOriginalText'],
        '/* Presto View: select 1 */',
    ),
    remove('a view that tells Glue a column less', [
        'ViewAttempts',
        'Properties',
        'TableInput',
        'StorageDescriptor',
        'Columns',
        0,
    ]),
    set('a view in another database', ['ViewAttempts', 'Properties', 'DatabaseName'], 'default'),
    remove('a lake that goes with the stack', ['LakeBucket', 'DeletionPolicy']),
    set(
        'a lake that is public',
        ['LakeBucket', 'Properties', 'PublicAccessBlockConfiguration', 'BlockPublicPolicy'],
        false,
    ),
    remove('a lake in the clear', ['LakeBucket', 'Properties', 'BucketEncryption']),
    set(
        'objects of other owners',
        ['LakeBucket', 'Properties', 'OwnershipControls', 'Rules', 0, 'ObjectOwnership'],
        'ObjectWriter',
    ),
    mistake('a lake that takes requests without TLS', (draft) =>
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
    add('a lake that anybody reads', ['LakeBucketPolicy', 'Properties', 'PolicyDocument', 'Statement', 1], {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: {
            'Fn::Sub': 'arn:${AWS::Partition}:s3:::cognito-log-lake-dev-lake-${AWS::AccountId}-${AWS::Region}/*',
        },
    }),
    set(
        'two lifecycle rules of one name',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 2, 'Id'],
        'raw',
    ),
    remove('a lifecycle rule for the whole lake', [
        'LakeBucket',
        'Properties',
        'LifecycleConfiguration',
        'Rules',
        2,
        'Prefix',
    ]),
    remove('unfinished uploads that stay', ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 6]),
    set(
        'unfinished uploads that stay for months',
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
        'unfinished uploads that go from one folder',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 6, 'Prefix'],
        'user_activity/',
    ),
    set(
        'a lifecycle of no days',
        ['LakeBucket', 'Properties', 'LifecycleConfiguration', 'Rules', 2, 'ExpirationInDays'],
        0,
    ),
];

const EXPORTS: readonly Mistake[] = [
    swap(
        'the bucket’s policy for another service',
        ['ExportBucketPolicy', 'Properties'],
        'delivery.logs.amazonaws.com',
        'logging.s3.amazonaws.com',
    ),
    remove('a bucket’s policy without the condition of the owner', [
        'ExportBucketPolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        2,
        'Condition',
        'StringEquals',
        's3:x-amz-acl',
    ]),
    swap('an event that never happens', ['ExportBucket', 'Properties'], 's3:ObjectCreated:*', 's3:ObjectCreate:*'),
    remove('a bucket before the queue’s policy', ['ExportBucket', 'DependsOn']),
    swap(
        'a queue that there is not',
        ['ExportBucket', 'Properties', 'NotificationConfiguration'],
        '-import',
        '-imports',
    ),
    remove('a queue that anybody feeds', [
        'ImportQueuePolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        0,
        'Condition',
    ]),
    remove('a queue without dead letters', ['ImportQueue', 'Properties', 'RedrivePolicy']),
    remove('a message that fails a whole batch', ['ImportEventSource', 'Properties', 'FunctionResponseTypes']),
    set(
        'an import that takes more than the streams do',
        ['ImportEventSource', 'Properties', 'ScalingConfig', 'MaximumConcurrency'],
        20,
    ),
    set('an import from the dead letters', ['ImportEventSource', 'Properties', 'EventSourceArn'], {
        'Fn::GetAtt': ['ImportDeadLetters', 'Arn'],
    }),
    set('an import by the other function', ['ImportEventSource', 'Properties', 'FunctionName'], {
        Ref: 'TransformLambdaFunction',
    }),
    set('a message that is shown while it is worked on', ['ImportQueue', 'Properties', 'VisibilityTimeout'], 300),
    remove('an import that is stopped when it goes on in a new message', [
        'ImportLambdaFunction',
        'Properties',
        'RecursiveLoop',
    ]),
    set(
        'an import that goes on in a queue that there is not',
        ['ImportLambdaFunction', 'Properties', 'Environment', 'Variables', 'IMPORT_QUEUE'],
        'cognito-log-lake-dev-imports',
    ),
    swap(
        'an import that can not put on the streams',
        ['ImportRole', 'Properties'],
        'firehose:PutRecordBatch',
        'firehose:PutRecord',
    ),
    swap(
        'an import that can not go on in a new message',
        ['ImportRole', 'Properties'],
        'sqs:SendMessage',
        'sqs:PurgeQueue',
    ),
    swap(
        'an import that takes an object that is gone for a forbidden one',
        ['ImportRole', 'Properties'],
        's3:ListBucket',
        's3:ListBucketVersions',
    ),
    swap('an import that reads another bucket', ['ImportRole', 'Properties'], '-export-', '-lake-'),
    mistake('an import with the role of the transform', (draft) =>
        draft.set(['ImportLambdaFunction', 'Properties', 'Role'], { 'Fn::GetAtt': ['TransformRole', 'Arn'] }),
    ),
    mistake('a queue with a key that S3 may not use', (draft) => {
        draft.remove(['ImportQueue', 'Properties', 'SqsManagedSseEnabled']);
        draft.add(['ImportQueue', 'Properties', 'KmsMasterKeyId'], 'alias/aws/sqs');
    }),
];

const ROLES: readonly Mistake[] = [
    set('a role for every resource', [...STREAM_POLICY, 1, 'Resource'], '*'),
    set('a role for every action', [...STREAM_POLICY, 1, 'Action'], 's3:*'),
    swap('a role that can not write objects', [...STREAM_POLICY], 's3:PutObject', 's3:PutObjectAcl'),
    swap(
        'a role that can not read the versions of its table',
        [...STREAM_POLICY],
        'glue:GetTableVersions',
        'glue:GetPartitions',
    ),
    swap('a role for a function of another name', [...STREAM_POLICY], 'dev-transform', 'dev-transformer'),
    remove('a role for every account', ['ActivityStreamRole', 'Properties', ...TRUST, 'Condition']),
    set(
        'a misspelt service',
        ['ActivityStreamRole', 'Properties', ...TRUST, 'Principal', 'Service'],
        'firehose.amazon.com',
    ),
    set('a role for anybody', ['TransformRole', 'Properties', ...TRUST, 'Principal'], { AWS: '*' }),
    swap('a misspelt action', ['TransformRole', 'Properties'], 'firehose:PutRecordBatch', 'firehose:PutRecordsBatch'),
    swap('analysts who can not read what a report wrote', ['AnalystPolicy', 'Properties'], '/reports/*', '/report/*'),
    remove('analysts who list the whole bucket', [
        'AnalystPolicy',
        'Properties',
        'PolicyDocument',
        'Statement',
        8,
        'Condition',
    ]),
    swap(
        'operators who can not delete what was compacted',
        ['OperatorPolicy', 'Properties'],
        's3:DeleteObject',
        's3:DeleteObjectTagging',
    ),
    swap('operators who delete raw records', ['OperatorPolicy', 'Properties'], '/user_notification/*', '/raw/*'),
    swap('operators who delete anything of the lake', ['OperatorPolicy', 'Properties'], '/user_notification/*', '/*'),
    swap(
        'operators who can not redrive to a stream',
        ['OperatorPolicy', 'Properties'],
        'firehose:PutRecordBatch',
        'firehose:UpdateDestination',
    ),
    swap(
        'operators of any stream',
        ['OperatorPolicy', 'Properties'],
        'deliverystream/cognito-log-lake-dev-user-activity',
        'deliverystream/*',
    ),
    swap(
        'operators who look at the metrics of one alarm',
        ['OperatorPolicy', 'Properties'],
        'cloudwatch:ListMetrics',
        'cloudwatch:ListMetricStream',
    ),
    swap(
        'operators who may anything on every resource',
        ['OperatorPolicy', 'Properties'],
        'logs:DescribeResourcePolicies',
        'logs:PutResourcePolicy',
    ),
    swap(
        'operators of a pool less',
        ['OperatorPoolPolicy1', 'Properties'],
        'userpool/us-west-2_EXAMPLE5',
        'userpool/us-west-2_EXAMPLE4',
    ),
    swap('operators of all pools', ['OperatorPoolPolicy1', 'Properties'], 'userpool/us-west-2_EXAMPLE5', 'userpool/*'),
    swap(
        'operators who can delete users',
        ['OperatorPoolPolicy1', 'Properties'],
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminDeleteUser',
    ),
    swap('analysts who read raw records', ['AnalystPolicy', 'Properties'], '/known_exceptions/*', '/raw/*'),
];

const FUNCTIONS: readonly Mistake[] = [
    set('a runtime that is gone', ['TransformLambdaFunction', 'Properties', 'Runtime'], 'nodejs14.x'),
    set(
        'a bundle that is not in the zip',
        ['TransformLambdaFunction', 'Properties', 'Handler'],
        'functions/transform.handler',
    ),
    set('more time than there is', ['TransformLambdaFunction', 'Properties', 'Timeout'], 901),
    swap(
        'a stream of another name',
        ['TransformLambdaFunction', 'Properties', 'Environment'],
        'dev-user-activity',
        'prod-user-activity',
    ),
    remove('a function that logs for ever', ['TransformLogGroup', 'Properties', 'RetentionInDays']),
    set('a role that there is not', ['TransformLambdaFunction', 'Properties', 'Role'], {
        'Fn::GetAtt': ['TransformRolle', 'Arn'],
    }),
    mistake('a circle', (draft) => draft.add(['TransformRole', 'DependsOn'], ['ActivityStream'])),
];

const QUESTIONS: readonly Mistake[] = [
    set('a workgroup that is not enforced', [...WORK_GROUP, 'EnforceWorkGroupConfiguration'], false),
    set(
        'an engine that there is not',
        [...WORK_GROUP, 'EngineVersion', 'SelectedEngineVersion'],
        'Athena engine version 4',
    ),
    set('a cut-off that Athena refuses', [...WORK_GROUP, 'BytesScannedCutoffPerQuery'], 1_000_000),
    swap(
        'results that stay for ever',
        [...WORK_GROUP, 'ResultConfiguration', 'OutputLocation'],
        'results/',
        'answers/',
    ),
    remove('results in the clear', [...WORK_GROUP, 'ResultConfiguration', 'EncryptionConfiguration']),
    remove('a workgroup that can not be removed', ['WorkGroup', 'Properties', 'RecursiveDeleteOption']),
    mistake('a question with a parameter left open', (draft) =>
        draft.swap(
            ['QueryRiskDecisionReport', 'Properties', 'QueryString'],
            "cast(current_date - interval '7' day as date)",
            ':first_day',
        ),
    ),
    set('a question without a text', ['QueryRiskDecisionReport', 'Properties', 'QueryString'], ''),
    set('a question in another workgroup', ['QueryRiskDecisionReport', 'Properties', 'WorkGroup'], 'primary'),
    remove('a question that is missing', ['QueryRiskDecisionReport']),
];

const OPERATIONS: readonly Mistake[] = [
    set(
        'an alarm of a misspelt metric',
        ['AlarmUserActivityLate', 'Properties', 'MetricName'],
        'DeliveryToS3.DataFreshnes',
    ),
    set(
        'an alarm of a stream that there is not',
        ['AlarmUserActivityLate', 'Properties', 'Dimensions', 0, 'Value'],
        'user-activity',
    ),
    remove('an alarm that tells nobody', ['AlarmTransformErrors', 'Properties', 'AlarmActions']),
    set(
        'an alarm that compares with a word that there is not',
        ['AlarmTransformErrors', 'Properties', 'ComparisonOperator'],
        'GreaterThan',
    ),
    set(
        'a silence that is taken for fine',
        ['AlarmSilentUsWest2EXAMPLE', 'Properties', 'TreatMissingData'],
        'notBreaching',
    ),
    remove('no alarm for objects that are not imported', ['AlarmImportLeft']),
    remove('no alarm for dead letters', ['AlarmImportDeadLetters']),
    remove('an alarm that is missing', ['AlarmUserNotificationNotConverted']),
    swap('a dashboard that is no JSON', ['Dashboard', 'Properties', 'DashboardBody'], '"widgets":[', '"widgets":'),
    swap(
        'a panel of a metric that there is not',
        ['Dashboard', 'Properties', 'DashboardBody'],
        'IncomingRecords',
        'IncomingRecord',
    ),
    set(
        'a topic that anybody publishes to',
        ['AlarmTopicPolicy', 'Properties', 'PolicyDocument', 'Statement', 0, 'Principal'],
        '*',
    ),
    add(
        'a topic with a key that CloudWatch may not use',
        ['AlarmTopic', 'Properties', 'KmsMasterKeyId'],
        'alias/aws/sns',
    ),
];

const SCHEDULE = ['ReportSchedule', 'Properties'];
const REPORT_ENVIRONMENT = ['ReportLambdaFunction', 'Properties', 'Environment', 'Variables'];

const REPORTS: readonly Mistake[] = [
    set('a schedule that there is not', [...SCHEDULE, 'ScheduleExpression'], 'every day at six'),
    set('a schedule that is switched off', [...SCHEDULE, 'State'], 'DISABLED'),
    set('a schedule that calls the transform', [...SCHEDULE, 'Target', 'Arn'], {
        'Fn::GetAtt': ['TransformLambdaFunction', 'Arn'],
    }),
    set('a schedule with the role of the function', [...SCHEDULE, 'Target', 'RoleArn'], {
        'Fn::GetAtt': ['ReportRole', 'Arn'],
    }),
    remove('a schedule without a window', [...SCHEDULE, 'FlexibleTimeWindow']),
    set('a schedule in the group of others', [...SCHEDULE, 'GroupName'], 'default'),
    swap(
        'a schedule that asks what is no question',
        [...SCHEDULE, 'Target', 'Input'],
        '"questions":[]',
        '"questions":[{"name":"brute_force","values":{}}]',
    ),
    swap(
        'a schedule that does not tell the time',
        [...SCHEDULE, 'Target', 'Input'],
        '<aws.scheduler.scheduled-time>',
        '',
    ),
    remove('a schedule that anybody’s schedules can call by', [
        'ReportScheduleRole',
        'Properties',
        ...TRUST,
        'Condition',
    ]),
    swap(
        'a schedule that may call another function',
        ['ReportScheduleRole', 'Properties', 'Policies'],
        '-report',
        '-transform',
    ),
    swap(
        'a report that can not ask',
        ['ReportRole', 'Properties'],
        'athena:StartQueryExecution',
        'athena:ListQueryExecutions',
    ),
    swap('a report that can not tell', ['ReportRole', 'Properties'], 'sns:Publish', 'sns:Subscribe'),
    swap('a report that tells the topic of alarms', ['ReportRole', 'Properties'], '-findings', '-alarms'),
    swap('a report that reads raw records', ['ReportRole', 'Properties'], '/user_activity/', '/raw/'),
    swap('a report that writes to the tables', ['ReportRole', 'Properties'], '/reports/', '/user_notification/'),
    swap('a report in another bucket', [...REPORT_ENVIRONMENT, 'LAKE_BUCKET'], '-lake-dev-lake-', '-lake-dev-export-'),
    set('a report in the workgroup of others', [...REPORT_ENVIRONMENT, 'WORK_GROUP'], 'primary'),
    swap('a report to a topic that there is not', [...REPORT_ENVIRONMENT, 'FINDINGS_TOPIC'], '-findings', '-finding'),
    remove('a report that is tried again for hours', ['ReportInvokeConfig']),
    remove('findings in the clear', ['FindingsTopic', 'Properties', 'KmsMasterKeyId']),
    remove('findings without TLS', ['FindingsTopicPolicy']),
    remove('a report whose failure nobody hears of', ['AlarmReportErrors']),
];

export const MISTAKES: readonly Mistake[] = [
    ...SOURCES,
    ...STREAMS,
    ...LAKE,
    ...EXPORTS,
    ...ROLES,
    ...FUNCTIONS,
    ...QUESTIONS,
    ...OPERATIONS,
    ...REPORTS,
];
