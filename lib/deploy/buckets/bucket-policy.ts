/** The statements of the buckets' policies, for a template and for a bucket that the stack does not manage. */
import { arnIn, type StackLocation } from '../config/stack-names.ts';
import { DELIVERY_PRINCIPAL } from '../delivery/log-group-policy.ts';

/** A statement whose texts are strings, or functions of a template. */
export type BucketStatement<Text> = {
    readonly Sid: string;
    readonly Effect: 'Allow' | 'Deny';
    readonly Principal: '*' | { readonly Service: string };
    readonly Action: string | readonly string[];
    readonly Resource: Text | readonly Text[];
    readonly Condition: Readonly<Record<string, Readonly<Record<string, string | Text>>>>;
};

type ToText<Text> = (text: string) => Text;

const bucketArn = ({ partition }: StackLocation, name: string, objects = ''): string =>
    `arn:${partition}:s3:::${name}${objects}`;

/** Denies everybody access without TLS. */
export const tlsOnlyStatement = <Text>(
    name: string,
    location: StackLocation,
    toText: ToText<Text>,
): BucketStatement<Text> => ({
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn(location, name), bucketArn(location, name, '/*')].map(toText),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html has the statements. */
export const deliveryStatements = <Text>(
    name: string,
    location: StackLocation,
    toText: ToText<Text>,
): readonly BucketStatement<Text>[] => {
    const account = { 'aws:SourceAccount': toText(location.account) };
    const source = { ArnLike: { 'aws:SourceArn': toText(arnIn(location)('logs', '*')) } };
    const service = { Effect: 'Allow', Principal: { Service: DELIVERY_PRINCIPAL } } as const;
    return [
        {
            Sid: 'CognitoReadsBucket',
            ...service,
            Action: ['s3:GetBucketAcl', 's3:ListBucket'],
            Resource: toText(bucketArn(location, name)),
            Condition: { StringEquals: account, ...source },
        },
        {
            Sid: 'CognitoWrites',
            ...service,
            Action: 's3:PutObject',
            Resource: toText(bucketArn(location, name, `/AWSLogs/${location.account}/*`)),
            Condition: { StringEquals: { ...account, 's3:x-amz-acl': 'bucket-owner-full-control' }, ...source },
        },
    ];
};
