/** Checks before a deployment that new buckets do not exist yet, and that existing buckets in the config do. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { bucketProblem, type RetainedBucket, type BucketStatus } from './retained-buckets.ts';

/** The target of a deployment, with clients for its credentials and region. */
export type DeploymentTarget = {
    readonly stackName: string;
    readonly account: string;
    readonly region: string;
    readonly configPath: string;
    readonly s3: S3Client;
    readonly cloudFormation: CloudFormationClient;
};

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

const readBucketStatus = async (client: S3Client, Bucket: string): Promise<BucketStatus> => {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    try {
        await client.send(new HeadBucketCommand({ Bucket }));
        return 'exists';
    } catch (error) {
        const status = BUCKET_STATUSES.get(statusOf(error));
        if (status === undefined) throw error;
        return status;
    }
};

/** CloudFormation throws the same ValidationError for a missing stack and for a missing resource. */
const isInStack = async (
    client: CloudFormationClient,
    StackName: string,
    LogicalResourceId: string,
): Promise<boolean> => {
    const { DescribeStackResourceCommand } = await import('@aws-sdk/client-cloudformation');
    try {
        const { StackResourceDetail } = await client.send(
            new DescribeStackResourceCommand({ StackName, LogicalResourceId }),
        );
        return StackResourceDetail?.ResourceStatus?.startsWith('DELETE') === false;
    } catch (error) {
        if (error instanceof Error && error.name === 'ValidationError') return false;
        throw error;
    }
};

/** The first problem with the buckets of a deployment, or null. */
export const findBucketProblem = async (
    buckets: readonly RetainedBucket[],
    { stackName, account, region, configPath, s3, cloudFormation }: DeploymentTarget,
): Promise<string | null> => {
    for (const bucket of buckets) {
        const name = bucket.name.replace('${AWS::AccountId}', account).replace('${AWS::Region}', region);
        if (!bucket.isExisting && (await isInStack(cloudFormation, stackName, bucket.logicalId))) continue;
        const problem = bucketProblem({ ...bucket, name }, await readBucketStatus(s3, name), configPath);
        if (problem !== null) return problem;
    }
    return null;
};
