/** Rules about buckets: access, encryption, retention, lifecycle and notifications. */
import { TABLE_NAMES } from '../../../../schemas/columns.ts';
import { problemIf, type TemplateProblem, type TemplateRule } from '../template-rule.ts';
import {
    ACCOUNT,
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

/** The framework's deployment bucket is deleted with the stack, and has its own rules. */
const FRAMEWORK_BUCKET = 'ServerlessDeploymentBucket';

const bucketsOf = (template: Template): readonly NamedResource[] => resourcesOfType(template, 'AWS::S3::Bucket');
const ownBuckets = (template: Template): readonly NamedResource[] =>
    bucketsOf(template).filter(({ id }) => id !== FRAMEWORK_BUCKET);
const nameOf = ({ id, properties }: NamedResource): string => text(get(properties, 'BucketName') ?? id.toLowerCase());

const statementsFor = (template: Template, bucket: NamedResource): readonly Json[] =>
    resourcesOfType(template, 'AWS::S3::BucketPolicy')
        .filter(({ properties }) => get(properties, 'Bucket') === nameOf(bucket))
        .flatMap(({ properties }) => list(get(properties, 'PolicyDocument', 'Statement')));

const isTlsOnly = (statement: Json, arn: string): boolean =>
    get(statement, 'Effect') === 'Deny' &&
    get(statement, 'Principal') === '*' &&
    texts(get(statement, 'Action')).join() === 's3:*' &&
    [arn, `${arn}/*`].every((each) => texts(get(statement, 'Resource')).includes(each)) &&
    text(get(statement, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false';

const lifecycleRulesOf = ({ properties }: NamedResource): readonly Json[] =>
    list(get(properties, 'LifecycleConfiguration', 'Rules'));
const notificationsOf = ({ properties }: NamedResource): readonly Json[] =>
    list(get(properties, 'NotificationConfiguration', 'QueueConfigurations'));
const PUBLIC_ACCESS_BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/**
 * The events for new objects:
 * docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html.
 */
const OBJECT_CREATED_EVENTS = new Set([
    's3:ObjectCreated:*',
    's3:ObjectCreated:Put',
    's3:ObjectCreated:Post',
    's3:ObjectCreated:Copy',
    's3:ObjectCreated:CompleteMultipartUpload',
]);

const deliveryStatementOf = (statements: readonly Json[], action: string): Json | undefined =>
    statements.find(
        (statement) =>
            get(statement, 'Principal', 'Service') === 'delivery.logs.amazonaws.com' &&
            texts(get(statement, 'Action')).includes(action),
    );

const checkExportBucket = (template: Template, bucket: NamedResource): readonly TemplateProblem[] => {
    const statements = statementsFor(template, bucket);
    const put = deliveryStatementOf(statements, 's3:PutObject');
    const arn = `arn:aws:s3:::${nameOf(bucket)}`;
    return [
        ...problemIf(
            !texts(get(deliveryStatementOf(statements, 's3:GetBucketAcl'), 'Resource')).includes(arn),
            bucket.id,
            'does not allow the delivery service to read its ACL',
        ),
        ...problemIf(
            !texts(get(put, 'Resource')).includes(`${arn}/AWSLogs/${ACCOUNT}/*`),
            bucket.id,
            'does not allow the delivery service to write',
        ),
        ...problemIf(
            get(put, 'Condition', 'StringEquals', 's3:x-amz-acl') !== 'bucket-owner-full-control',
            bucket.id,
            'does not require full control for the bucket owner',
        ),
        ...problemIf(
            text(get(bucket.properties, 'BucketEncryption')).includes('aws:kms'),
            bucket.id,
            'has a KMS key, which the delivery service cannot use',
        ),
        ...problemIf(notificationsOf(bucket).length !== 1, bucket.id, 'has no notification of new objects'),
    ];
};

const isExportBucket = (bucket: NamedResource): boolean => /-export-|export$/.test(nameOf(bucket));

export const bucketRules: readonly TemplateRule[] = [
    {
        name: 'a bucket is private, encrypted, and owns its objects',
        findProblems: (template) =>
            bucketsOf(template).flatMap(({ id, properties }) => [
                ...PUBLIC_ACCESS_BLOCKS.flatMap((name) =>
                    problemIf(
                        text(get(properties, 'PublicAccessBlockConfiguration', name)) !== 'true',
                        id,
                        `does not set ${name}`,
                    ),
                ),
                ...problemIf(
                    id !== FRAMEWORK_BUCKET &&
                        get(properties, 'OwnershipControls', 'Rules', 0, 'ObjectOwnership') !== 'BucketOwnerEnforced',
                    id,
                    'has objects of other owners',
                ),
                ...problemIf(
                    get(
                        properties,
                        'BucketEncryption',
                        'ServerSideEncryptionConfiguration',
                        0,
                        'ServerSideEncryptionByDefault',
                        'SSEAlgorithm',
                    ) === undefined,
                    id,
                    'is not encrypted',
                ),
                ...problemIf(get(properties, 'AccessControl') !== undefined, id, 'has an ACL'),
            ]),
    },
    {
        name: 'a bucket rejects requests without TLS',
        findProblems: (template) =>
            bucketsOf(template).flatMap((bucket) =>
                problemIf(
                    bucket.id !== FRAMEWORK_BUCKET &&
                        !statementsFor(template, bucket).some((statement) =>
                            isTlsOnly(statement, `arn:aws:s3:::${nameOf(bucket)}`),
                        ),
                    bucket.id,
                    'allows requests without TLS',
                ),
            ),
    },
    {
        name: 'a bucket with its policy, and an export log group, stay when the stack is removed, not when it rolls back',
        findProblems: (template) =>
            [
                ...ownBuckets(template),
                ...resourcesOfType(template, 'AWS::S3::BucketPolicy').filter(
                    ({ id }) => !id.startsWith(FRAMEWORK_BUCKET),
                ),
                ...resourcesOfType(template, 'AWS::Logs::LogGroup').filter(({ properties }) =>
                    text(get(properties, 'LogGroupName')).startsWith('/aws/vendedlogs/'),
                ),
            ].flatMap(({ id, resource }) =>
                problemIf(
                    resource.DeletionPolicy !== 'RetainExceptOnCreate' || resource.UpdateReplacePolicy !== 'Retain',
                    id,
                    'is deleted with the stack, or stays when its creation is rolled back',
                ),
            ),
    },
    {
        name: 'lifecycle rules have unique ids, at least one day, and a prefix in the lake',
        findProblems: (template) =>
            ownBuckets(template).flatMap((bucket) => {
                const rules = lifecycleRulesOf(bucket);
                const ids = rules.map((rule) => text(get(rule, 'Id')));
                const expiring = rules.filter((rule) => get(rule, 'ExpirationInDays') !== undefined);
                return [
                    ...problemIf(
                        new Set(ids).size < ids.length,
                        bucket.id,
                        `has two lifecycle rules with the same id: ${ids.join(', ')}`,
                    ),
                    ...rules.flatMap((rule) =>
                        problemIf(
                            get(rule, 'Status') !== 'Enabled',
                            bucket.id,
                            `has the disabled rule ${text(get(rule, 'Id'))}`,
                        ),
                    ),
                    ...expiring.flatMap((rule) =>
                        problemIf(
                            !(Number(get(rule, 'ExpirationInDays')) >= 1),
                            bucket.id,
                            `deletes after ${text(get(rule, 'ExpirationInDays'))} days`,
                        ),
                    ),
                    ...problemIf(
                        !isExportBucket(bucket) &&
                            expiring.some((rule) => !/^[a-z_]+\/$/.test(text(get(rule, 'Prefix')))),
                        bucket.id,
                        'has a rule that deletes more than one folder',
                    ),
                ];
            }),
    },
    {
        name: 'everything in the lake except the tables has a retention',
        findProblems: (template) =>
            ownBuckets(template)
                .filter((bucket) => !isExportBucket(bucket))
                .flatMap((bucket) => {
                    const prefixes = new Set(
                        lifecycleRulesOf(bucket)
                            .filter((rule) => get(rule, 'ExpirationInDays') !== undefined)
                            .map((rule) => text(get(rule, 'Prefix'))),
                    );
                    const known = new Set([
                        ...TABLE_NAMES.map((table) => `${table}/`),
                        'errors/',
                        'raw/',
                        'results/',
                        'reports/',
                    ]);
                    return [
                        ...['errors/', 'raw/', 'results/', 'reports/'].flatMap((prefix) =>
                            problemIf(!prefixes.has(prefix), bucket.id, `keeps ${prefix} forever`),
                        ),
                        ...[...prefixes].flatMap((prefix) =>
                            problemIf(!known.has(prefix), bucket.id, `has a rule for the unused prefix ${prefix}`),
                        ),
                        ...problemIf(
                            prefixes.has('user_activity/') !== prefixes.has('user_notification/'),
                            bucket.id,
                            'keeps one table longer than the other',
                        ),
                    ];
                }),
    },
    {
        name: 'a bucket of the stack that keeps old versions deletes them after some days, in the whole bucket',
        findProblems: (template) =>
            ownBuckets(template)
                .filter(({ properties }) => get(properties, 'VersioningConfiguration') !== undefined)
                .flatMap((bucket) =>
                    problemIf(
                        !lifecycleRulesOf(bucket).some(
                            (rule) =>
                                Number(get(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays')) >= 1 &&
                                get(rule, 'ExpiredObjectDeleteMarker') === true &&
                                get(rule, 'ExpirationInDays') === undefined &&
                                text(get(rule, 'Prefix')) === '',
                        ),
                        bucket.id,
                        'keeps old versions forever',
                    ),
                ),
    },
    {
        name: 'incomplete uploads are deleted within a week, in the whole bucket',
        findProblems: (template) =>
            ownBuckets(template).flatMap((bucket) =>
                problemIf(
                    !lifecycleRulesOf(bucket).some((rule) => {
                        const days = Number(get(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation'));
                        return (
                            days >= 1 &&
                            days <= 7 &&
                            get(rule, 'Status') === 'Enabled' &&
                            text(get(rule, 'Prefix')) === '' &&
                            get(rule, 'TagFilters') === undefined
                        );
                    }),
                    bucket.id,
                    'keeps incomplete uploads',
                ),
            ),
    },
    {
        name: 'the export bucket allows the delivery service to write, and notifies the queue',
        findProblems: (template) =>
            ownBuckets(template)
                .filter(isExportBucket)
                .flatMap((bucket) => checkExportBucket(template, bucket)),
    },
    {
        name: 'a bucket notifies its queue of valid events, and depends on the queue policy',
        findProblems: (template) =>
            ownBuckets(template).flatMap((bucket) =>
                notificationsOf(bucket).flatMap((notification) => {
                    const queue = resourcesOfType(template, 'AWS::SQS::Queue').find(({ properties }) =>
                        text(get(notification, 'Queue')).endsWith(`:${text(get(properties, 'QueueName'))}`),
                    );
                    const policy = resourcesOfType(template, 'AWS::SQS::QueuePolicy').find(({ properties }) =>
                        list(get(properties, 'PolicyDocument', 'Statement')).some(
                            (statement) =>
                                get(statement, 'Resource') === get(notification, 'Queue') &&
                                text(get(statement, 'Condition', 'ArnLike', 'aws:SourceArn')) ===
                                    `arn:aws:s3:::${nameOf(bucket)}` &&
                                texts(get(statement, 'Action')).includes('sqs:SendMessage') &&
                                get(statement, 'Principal', 'Service') === 's3.amazonaws.com',
                        ),
                    );
                    return [
                        ...problemIf(
                            !OBJECT_CREATED_EVENTS.has(text(get(notification, 'Event'))),
                            bucket.id,
                            `has a notification for the unknown event ${text(get(notification, 'Event'))}`,
                        ),
                        ...problemIf(
                            queue === undefined,
                            bucket.id,
                            `notifies ${text(get(notification, 'Queue'))}, which is not in the stack`,
                        ),
                        ...problemIf(
                            policy === undefined || !dependenciesOf(bucket.resource).includes(policy.id),
                            bucket.id,
                            'does not depend on the queue policy',
                        ),
                    ];
                }),
            ),
    },
];
