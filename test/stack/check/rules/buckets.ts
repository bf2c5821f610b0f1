/** What a bucket needs that nobody else looks at: who is kept out, what is kept, what goes when, and who is told. */
import { TABLE_NAMES } from '../../../../schemas/columns.ts';
import { when, type Finding, type Rule } from '../finding.ts';
import {
    ACCOUNT,
    dependenciesOf,
    get,
    list,
    ofType,
    text,
    texts,
    type Json,
    type Named,
    type Template,
} from '../template.ts';

/** The framework's own bucket goes with the stack, and has its own rules. */
const FRAMEWORK = 'ServerlessDeploymentBucket';

const bucketsOf = (template: Template): readonly Named[] => ofType(template, 'AWS::S3::Bucket');
const ownBuckets = (template: Template): readonly Named[] => bucketsOf(template).filter(({ id }) => id !== FRAMEWORK);
const nameOf = ({ id, properties }: Named): string => text(get(properties, 'BucketName') ?? id.toLowerCase());

const statementsFor = (template: Template, bucket: Named): readonly Json[] =>
    ofType(template, 'AWS::S3::BucketPolicy')
        .filter(({ properties }) => get(properties, 'Bucket') === nameOf(bucket))
        .flatMap(({ properties }) => list(get(properties, 'PolicyDocument', 'Statement')));

const isTlsOnly = (statement: Json, arn: string): boolean =>
    get(statement, 'Effect') === 'Deny' &&
    get(statement, 'Principal') === '*' &&
    texts(get(statement, 'Action')).join() === 's3:*' &&
    [arn, `${arn}/*`].every((each) => texts(get(statement, 'Resource')).includes(each)) &&
    text(get(statement, 'Condition', 'Bool', 'aws:SecureTransport')) === 'false';

const rulesOf = ({ properties }: Named): readonly Json[] => list(get(properties, 'LifecycleConfiguration', 'Rules'));
const notificationsOf = ({ properties }: Named): readonly Json[] =>
    list(get(properties, 'NotificationConfiguration', 'QueueConfigurations'));
const PUBLIC = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html, as far as objects are made. */
const EVENTS = new Set([
    's3:ObjectCreated:*',
    's3:ObjectCreated:Put',
    's3:ObjectCreated:Post',
    's3:ObjectCreated:Copy',
    's3:ObjectCreated:CompleteMultipartUpload',
]);

const deliveryOf = (statements: readonly Json[], action: string): Json | undefined =>
    statements.find(
        (statement) =>
            get(statement, 'Principal', 'Service') === 'delivery.logs.amazonaws.com' &&
            texts(get(statement, 'Action')).includes(action),
    );

const checkExport = (template: Template, bucket: Named): readonly Finding[] => {
    const statements = statementsFor(template, bucket);
    const put = deliveryOf(statements, 's3:PutObject');
    const arn = `arn:aws:s3:::${nameOf(bucket)}`;
    return [
        ...when(
            !texts(get(deliveryOf(statements, 's3:GetBucketAcl'), 'Resource')).includes(arn),
            bucket.id,
            'lets the delivery service not look at its access list',
        ),
        ...when(
            !texts(get(put, 'Resource')).includes(`${arn}/AWSLogs/${ACCOUNT}/*`),
            bucket.id,
            'lets the delivery service not write',
        ),
        ...when(
            get(put, 'Condition', 'StringEquals', 's3:x-amz-acl') !== 'bucket-owner-full-control',
            bucket.id,
            'lets the delivery service keep what it writes',
        ),
        ...when(
            text(get(bucket.properties, 'BucketEncryption')).includes('aws:kms'),
            bucket.id,
            'has a key, which the delivery service may not use',
        ),
        ...when(notificationsOf(bucket).length !== 1, bucket.id, 'tells nobody of its objects'),
    ];
};

const isExport = (bucket: Named): boolean => /-export-|export$/.test(nameOf(bucket));

export const bucketRules: readonly Rule[] = [
    {
        name: 'a bucket is closed to the public, owned by its owner, and encrypted',
        find: (template) =>
            bucketsOf(template).flatMap(({ id, properties }) => [
                ...PUBLIC.flatMap((name) =>
                    when(
                        text(get(properties, 'PublicAccessBlockConfiguration', name)) !== 'true',
                        id,
                        `does not ${name}`,
                    ),
                ),
                ...when(
                    id !== FRAMEWORK &&
                        get(properties, 'OwnershipControls', 'Rules', 0, 'ObjectOwnership') !== 'BucketOwnerEnforced',
                    id,
                    'has objects of other owners',
                ),
                ...when(
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
                ...when(get(properties, 'AccessControl') !== undefined, id, 'has an access list'),
            ]),
    },
    {
        name: 'a bucket refuses what comes without TLS',
        find: (template) =>
            bucketsOf(template).flatMap((bucket) =>
                when(
                    bucket.id !== FRAMEWORK &&
                        !statementsFor(template, bucket).some((statement) =>
                            isTlsOnly(statement, `arn:aws:s3:::${nameOf(bucket)}`),
                        ),
                    bucket.id,
                    'takes requests without TLS',
                ),
            ),
    },
    {
        name: 'a bucket with data is kept when the stack goes, and its policy with it',
        find: (template) =>
            [
                ...ownBuckets(template),
                ...ofType(template, 'AWS::S3::BucketPolicy').filter(({ id }) => !id.startsWith(FRAMEWORK)),
            ].flatMap(({ id, resource }) =>
                when(
                    resource.DeletionPolicy !== 'Retain' || resource.UpdateReplacePolicy !== 'Retain',
                    id,
                    'goes with the stack',
                ),
            ),
    },
    {
        name: 'lifecycle rules have names of their own, a time, and in the lake a prefix',
        find: (template) =>
            ownBuckets(template).flatMap((bucket) => {
                const rules = rulesOf(bucket);
                const ids = rules.map((rule) => text(get(rule, 'Id')));
                const expiring = rules.filter((rule) => get(rule, 'ExpirationInDays') !== undefined);
                return [
                    ...when(
                        new Set(ids).size < ids.length,
                        bucket.id,
                        `has two lifecycle rules of one name: ${ids.join(', ')}`,
                    ),
                    ...rules.flatMap((rule) =>
                        when(
                            get(rule, 'Status') !== 'Enabled',
                            bucket.id,
                            `has the rule ${text(get(rule, 'Id'))} switched off`,
                        ),
                    ),
                    ...expiring.flatMap((rule) =>
                        when(
                            !(Number(get(rule, 'ExpirationInDays')) >= 1),
                            bucket.id,
                            `deletes after ${text(get(rule, 'ExpirationInDays'))} days`,
                        ),
                    ),
                    ...when(
                        !isExport(bucket) && expiring.some((rule) => !/^[a-z_]+\/$/.test(text(get(rule, 'Prefix')))),
                        bucket.id,
                        'deletes more than one folder by one rule',
                    ),
                ];
            }),
    },
    {
        name: 'whatever is written to the lake beside the tables goes in time',
        find: (template) =>
            ownBuckets(template)
                .filter((bucket) => !isExport(bucket))
                .flatMap((bucket) => {
                    const prefixes = new Set(
                        rulesOf(bucket)
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
                            when(!prefixes.has(prefix), bucket.id, `keeps ${prefix} for ever`),
                        ),
                        ...[...prefixes].flatMap((prefix) =>
                            when(!known.has(prefix), bucket.id, `has a rule for ${prefix}, where nothing is written`),
                        ),
                        ...when(
                            prefixes.has('user_activity/') !== prefixes.has('user_notification/'),
                            bucket.id,
                            'keeps one table longer than the other',
                        ),
                    ];
                }),
    },
    {
        name: 'unfinished uploads go within a week, wherever in the bucket they are',
        find: (template) =>
            ownBuckets(template).flatMap((bucket) =>
                when(
                    !rulesOf(bucket).some((rule) => {
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
                    'keeps unfinished uploads',
                ),
            ),
    },
    {
        name: 'the export bucket lets the delivery service look and write, and tells the queue',
        find: (template) =>
            ownBuckets(template)
                .filter(isExport)
                .flatMap((bucket) => checkExport(template, bucket)),
    },
    {
        name: 'a queue is told by a bucket of events that there are, after its policy',
        find: (template) =>
            ownBuckets(template).flatMap((bucket) =>
                notificationsOf(bucket).flatMap((notification) => {
                    const queue = ofType(template, 'AWS::SQS::Queue').find(({ properties }) =>
                        text(get(notification, 'Queue')).endsWith(`:${text(get(properties, 'QueueName'))}`),
                    );
                    const policy = ofType(template, 'AWS::SQS::QueuePolicy').find(({ properties }) =>
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
                        ...when(
                            !EVENTS.has(text(get(notification, 'Event'))),
                            bucket.id,
                            `tells of ${text(get(notification, 'Event'))}, which never happens`,
                        ),
                        ...when(
                            queue === undefined,
                            bucket.id,
                            `tells ${text(get(notification, 'Queue'))}, which is not in the stack`,
                        ),
                        ...when(
                            policy === undefined || !dependenciesOf(bucket.resource).includes(policy.id),
                            bucket.id,
                            'needs the policy that lets it tell before it',
                        ),
                    ];
                }),
            ),
    },
];
