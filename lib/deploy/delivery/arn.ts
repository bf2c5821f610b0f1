/** Parses ARNs. */

export type Arn = {
    readonly partition: string;
    readonly service: string;
    readonly region: string;
    readonly account: string;
    readonly resource: string;
};

/** docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ARN = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):([^]*)$/;

/** The components of an ARN, or null if the text is not one. The resource keeps its colons and slashes. */
export const parseArn = (text: string): Arn | null => {
    const found = ARN.exec(text);
    if (found === null) return null;
    const [, partition = '', service = '', region = '', account = '', resource = ''] = found;
    return { partition, service, region, account, resource };
};

const PARTITIONS = [
    [/^cn-/, 'aws-cn'],
    [/^us-gov-/, 'aws-us-gov'],
] as const;

/**
 * The partition of a region:
 * docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html.
 */
export const partitionOf = (region: string): string =>
    PARTITIONS.find(([pattern]) => pattern.test(region))?.[1] ?? 'aws';
