/** A private bucket: no public access, no ACLs, TLS only. */
import { tlsOnlyStatement, type BucketStatement } from '../lib/deploy/buckets/bucket-policy.ts';
import type { BucketSettings, Expiry } from '../lib/deploy/buckets/bucket-settings.ts';
import { PSEUDO_PARAMETERS } from './blueprint.ts';
import { policy } from './policy.ts';
import { RETAINED, ref, sub, type Resource } from './resource.ts';
import { ABANDONED_UPLOADS } from '../lib/deploy/config/lake-prefixes.ts';

const ENCRYPTION_ALGORITHM = { aws: 'AES256', customer: 'aws:kms' } as const;

/** A bucket key saves a KMS call for each object: docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html. */
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

/**
 * Deletes old versions, and the delete markers that are left without one. A marker can't be removed by a rule that also
 * has ExpirationInDays: docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html.
 */
const versionRules = (days: number | null | undefined) =>
    days === undefined || days === null
        ? []
        : [
              {
                  Id: 'versions',
                  Status: 'Enabled',
                  NoncurrentVersionExpiration: { NoncurrentDays: days },
                  ExpiredObjectDeleteMarker: true,
              },
          ];

type PrivateBucketOptions = {
    readonly name: string;
    readonly settings: BucketSettings;
    readonly dependsOn?: readonly string[];
    readonly properties?: Readonly<Record<string, unknown>>;
};

/**
 * The bucket, retained when the stack is removed. Without versioning, unless the config asks for it, so that erased
 * data is really deleted.
 */
export const privateBucket = ({
    name,
    settings: { kmsKey, expiries, versionDays },
    dependsOn,
    properties = {},
}: PrivateBucketOptions): Resource => ({
    Type: 'AWS::S3::Bucket',
    ...RETAINED,
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
        ...(versionDays === undefined || versionDays === null
            ? {}
            : { VersioningConfiguration: { Status: 'Enabled' } }),
        LifecycleConfiguration: {
            Rules: [
                ...expiries.filter(({ days }) => days !== null).map(expiryRule),
                ...versionRules(versionDays),
                ABANDONED_UPLOADS,
            ],
        },
        ...properties,
    },
});

/** The policy of the bucket, retained with it: TLS only, and the given statements. */
export const privateBucketPolicy = (
    logicalId: string,
    name: string,
    statements: readonly BucketStatement<unknown>[] = [],
): Resource => ({
    Type: 'AWS::S3::BucketPolicy',
    ...RETAINED,
    Properties: {
        Bucket: ref(logicalId),
        PolicyDocument: policy([tlsOnlyStatement<unknown>(name, PSEUDO_PARAMETERS, sub), ...statements]),
    },
});
