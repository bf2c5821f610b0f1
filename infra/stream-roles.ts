/** The role of each stream: access to its lake prefixes, its table, its logs and the transform function. */
import { TABLE_NAMES, type TableName } from '../schemas/columns.ts';
import { arn, bucketArn, streamArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { allow, role, type Statement } from './policy.ts';
import { sub, type Resource, type Resources } from './resource.ts';

export const STREAM_ROLES = {
    user_activity: 'ActivityStreamRole',
    user_notification: 'NotificationStreamRole',
} as const;

/** Only for the lake: docs.aws.amazon.com/firehose/latest/dev/controlling-access.html. */
const onLake = ({ names }: Blueprint) => ({
    ArnLike: {
        'kms:EncryptionContext:aws:s3:arn': [sub(bucketArn(names.lakeBucket)), sub(bucketArn(names.lakeBucket, '/*'))],
    },
});

/** docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3. */
const statementsOf = (blueprint: Blueprint, table: TableName): readonly Statement[] => {
    const { names } = blueprint;
    const stream = names.streams[table];
    return [
        allow(
            ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
            [bucketArn(names.lakeBucket)],
        ),
        allow(
            ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
            [`${table}/*`, `errors/${stream}/*`, `raw/${stream}/*`].map((objects) =>
                bucketArn(names.lakeBucket, `/${objects}`),
            ),
        ),
        ...useKey(blueprint, ['s3'], onLake(blueprint)),
        allow(
            ['lambda:InvokeFunction', 'lambda:GetFunctionConfiguration'],
            [
                arn('lambda', `function:${names.transformFunction}`),
                arn('lambda', `function:${names.transformFunction}:*`),
            ],
        ),
        allow(
            ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
            [
                arn('glue', 'catalog'),
                arn('glue', `database/${names.database}`),
                arn('glue', `table/${names.database}/${table}`),
            ],
        ),
        allow(['logs:PutLogEvents'], [arn('logs', `log-group:${names.streamLogGroups[table]}:log-stream:*`)]),
    ];
};

const streamRole = (blueprint: Blueprint, table: TableName): Resource =>
    role({
        description: `Writes the table ${table} of the lake`,
        service: 'firehose.amazonaws.com',
        sourceArn: streamArn(blueprint.names.streams[table]),
        statements: statementsOf(blueprint, table),
    });

export const streamRoles = (blueprint: Blueprint): Resources =>
    Object.fromEntries(TABLE_NAMES.map((table) => [STREAM_ROLES[table], streamRole(blueprint, table)]));
