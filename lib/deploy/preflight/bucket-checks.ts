/** Checks before a deployment that new buckets do not exist yet, and that existing buckets in the config do. */
import type { S3Client } from '@aws-sdk/client-s3';
import { bucketCalls } from '../account/bucket-calls.ts';
import { foundValue } from '../account/look-up-resource.ts';
import { s3Client } from '../../aws/s3-client.ts';
import type { StackCheck, StackProblem } from '../doctor/stack-check.ts';
import { conflict, isOwn, type PreflightChecker, type PreflightContext } from './preflight-context.ts';
import { bucketProblem, retainedBuckets, type BucketStatus, type RetainedBucket } from './retained-buckets.ts';

/** The response has no body, only a status code: docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html. */
const BUCKET_STATUSES: ReadonlyMap<number, BucketStatus> = new Map([
    [301, 'other-region'],
    [400, 'other-region'],
    [403, 'forbidden'],
    [404, 'missing'],
]);

const statusOf = (error: unknown): number => {
    const metadata = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : null;
    return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : 0;
};

/** Null if S3 does not answer, or with a status that says nothing about the bucket. */
const readBucketStatus = async (client: S3Client, Bucket: string): Promise<BucketStatus | null> => {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    try {
        await client.send(new HeadBucketCommand({ Bucket }));
        return 'exists';
    } catch (error) {
        return BUCKET_STATUSES.get(statusOf(error)) ?? null;
    }
};

const UNKNOWN: readonly StackProblem[] = [
    { state: 'unknown', message: 'S3 does not say whether it exists', fix: 'Run the command again.' },
];

const bucketProblems = (
    context: PreflightContext,
    bucket: RetainedBucket,
    status: BucketStatus | null,
): readonly StackProblem[] => {
    if (status === null) return UNKNOWN;
    const problem = bucketProblem(bucket, status, context);
    if (problem === null) return [];
    return conflict(
        bucket.isExisting ? false : isOwn(context, 'AWS::S3::Bucket', bucket.name),
        problem.message,
        problem.fix,
    );
};

/** A deployment that rolled back left an empty bucket; `serverless remove` keeps one with its objects. */
const distinguishLeft = async (
    { clientOptions, stackStatus }: PreflightContext,
    name: string,
    status: BucketStatus | null,
): Promise<BucketStatus | null> => {
    if (status !== 'exists' || foundValue(stackStatus)?.includes('ROLLBACK') !== true) return status;
    const found = foundValue(await (await bucketCalls(clientOptions)).list(name, ''));
    return found?.objectCount === 0 ? 'left' : status;
};

export const bucketChecks: PreflightChecker = async (context) => {
    const client = await s3Client({ ...context.clientOptions, followsRegionRedirects: false });
    const checks = retainedBuckets(context.config, context.names).map(
        async (bucket): Promise<readonly StackCheck[]> => {
            const subject = { part: 'bucket', name: bucket.name };
            const status = await distinguishLeft(context, bucket.name, await readBucketStatus(client, bucket.name));
            const problems = bucketProblems(context, bucket, status);
            return problems.length > 0
                ? problems.map((problem) => ({ ...subject, ...problem }))
                : [
                      {
                          ...subject,
                          state: 'passed',
                          message: bucket.isExisting ? 'exists' : 'is free or of this stack',
                          fix: '',
                      },
                  ];
        },
    );
    return (await Promise.all(checks)).flat();
};
