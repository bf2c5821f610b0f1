/** Looks, before a deployment, whether the buckets that it makes are there already, and those that it takes up are not. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { bucketProblem, type KeptBucket, type Sight } from './kept-buckets.ts';

/** Where it is deployed to: as the framework says, for whose credentials and region these are. */
export type Deployment = {
    readonly stackName: string;
    readonly account: string;
    readonly region: string;
    readonly configPath: string;
    readonly s3: S3Client;
    readonly cloudFormation: CloudFormationClient;
};

/** docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html: an answer has no body, only its status says why. */
const SIGHTS: ReadonlyMap<number, Sight> = new Map([
    [301, 'elsewhere'],
    [400, 'elsewhere'],
    [403, 'forbidden'],
    [404, 'absent'],
]);

const statusOf = (error: unknown): number => {
    const metadata = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : null;
    return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
        ? Number(metadata.httpStatusCode)
        : 0;
};

const lookAt = async (client: S3Client, Bucket: string): Promise<Sight> => {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    try {
        await client.send(new HeadBucketCommand({ Bucket }));
        return 'there';
    } catch (error) {
        const sight = SIGHTS.get(statusOf(error));
        if (sight === undefined) throw error;
        return sight;
    }
};

/** A stack that is not there, and a resource that a stack has not, are one error, told apart in words alone. */
const isOfStack = async (
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

/** The first problem with the buckets of a deployment; null where there is none. */
export const lookForBuckets = async (
    buckets: readonly KeptBucket[],
    { stackName, account, region, configPath, s3, cloudFormation }: Deployment,
): Promise<string | null> => {
    for (const bucket of buckets) {
        const name = bucket.name.replace('${AWS::AccountId}', account).replace('${AWS::Region}', region);
        if (!bucket.isTakenUp && (await isOfStack(cloudFormation, stackName, bucket.logicalId))) continue;
        const problem = bucketProblem({ ...bucket, name }, await lookAt(s3, name), configPath);
        if (problem !== null) return problem;
    }
    return null;
};
