/** A bucket that is closed: nobody outside, no lists of access, nothing in the clear. */
import { bucketArn } from './blueprint.ts';
import { policy, tlsOnly, type Statement } from './policy.ts';
import { KEPT, ref, sub, type Resource } from './resource.ts';
import { ABANDONED_UPLOADS } from '../lib/deploy/config/lake-prefixes.ts';

/** Deletes what lies under a prefix; null keeps it for ever. */
export type Expiry = { readonly id: string; readonly prefix: string; readonly days: number | null };

const ENCRYPTION_ALGORITHM = { aws: 'AES256', customer: 'aws:kms' } as const;

/** A bucket key spares a call of KMS an object: docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html. */
const encryptionOf = (kmsKey: string | null) => ({
    ServerSideEncryptionConfiguration: [
        kmsKey === null
            ? { ServerSideEncryptionByDefault: { SSEAlgorithm: ENCRYPTION_ALGORITHM.aws } }
            : {
                  ServerSideEncryptionByDefault: {
                      SSEAlgorithm: ENCRYPTION_ALGORITHM.customer,
                      KMSMasterKeyID: kmsKey,
                  },
                  BucketKeyEnabled: true,
              },
    ],
});

const expiryRule = ({ id, prefix, days }: Expiry) => ({
    Id: id,
    Status: 'Enabled',
    ...(prefix === '' ? {} : { Prefix: prefix }),
    ExpirationInDays: days,
});

type Bucket = {
    readonly name: string;
    readonly kmsKey: string | null;
    readonly expiries: readonly Expiry[];
    readonly dependsOn?: readonly string[];
    readonly more?: Readonly<Record<string, unknown>>;
};

/** The bucket, kept when the stack goes. Without versions: what is erased of a person is to be gone. */
export const closedBucket = ({ name, kmsKey, expiries, dependsOn, more = {} }: Bucket): Resource => ({
    Type: 'AWS::S3::Bucket',
    ...KEPT,
    ...(dependsOn === undefined ? {} : { DependsOn: dependsOn }),
    Properties: {
        BucketName: sub(name),
        PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: encryptionOf(kmsKey),
        LifecycleConfiguration: {
            Rules: [...expiries.filter(({ days }) => days !== null).map(expiryRule), ABANDONED_UPLOADS],
        },
        ...more,
    },
});

/** Its policy, kept with it: TLS only, and what else is given. */
export const closedBucketPolicy = (
    logicalId: string,
    name: string,
    statements: readonly Statement[] = [],
): Resource => ({
    Type: 'AWS::S3::BucketPolicy',
    ...KEPT,
    Properties: {
        Bucket: ref(logicalId),
        PolicyDocument: policy([tlsOnly([bucketArn(name), bucketArn(name, '/*')]), ...statements]),
    },
});
