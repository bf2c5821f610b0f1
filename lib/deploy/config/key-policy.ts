/** The policy that a customer managed KMS key needs: whom it must let use it, through which services. */
import type { LakeConfig } from './lake-config.ts';
import type { StackLocation } from './stack-names.ts';

export const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/** Firehose encrypts a stream by a grant, which the deploying principal makes. */
export const KEY_DEPLOY_ACTIONS = ['kms:CreateGrant', 'kms:DescribeKey'] as const;

/** The services that use the key: objects, records of a stream, findings. */
export type KeyService = 's3' | 'firehose' | 'sns';

/** The value of `kms:ViaService`. */
export const viaService = (service: KeyService, region: string): string => `${service}.${region}.amazonaws.com`;

/** AWS's own role that writes to the streams; its own policy allows it the key. */
const deliveryRoleArn = ({ partition, account }: Pick<StackLocation, 'partition' | 'account'>): string =>
    `arn:${partition}:iam::${account}:role/aws-service-role/delivery.logs.amazonaws.com/AWSServiceRoleForLogDelivery`;

export type KeyStatement = {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Principal: { readonly AWS: string };
    readonly Action: readonly string[];
    readonly Resource: '*';
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/**
 * The statements to add to the key's policy. They let the account decide by the policies of its roles: a statement that
 * names a role fails if the role does not exist yet. The default policy of a key already contains them.
 */
export const keyPolicy = (location: StackLocation): readonly KeyStatement[] => {
    const AWS = `arn:${location.partition}:iam::${location.account}:root`;
    const services = (['s3', 'firehose', 'sns'] as const).map((service) => viaService(service, location.region));
    return [
        {
            Sid: 'LakeUsesKey',
            Effect: 'Allow',
            Principal: { AWS },
            Action: KEY_ACTIONS,
            Resource: '*',
            Condition: { StringEquals: { 'kms:ViaService': services } },
        },
        { Sid: 'DeploymentGrantsKey', Effect: 'Allow', Principal: { AWS }, Action: KEY_DEPLOY_ACTIONS, Resource: '*' },
    ];
};

/** The principals that need the first statement, as patterns for a condition on `aws:PrincipalArn`. */
export const keyUserArns = (
    location: StackLocation,
    prefix: string,
    { rolePath = '/' }: Pick<LakeConfig, 'rolePath'>,
): readonly string[] => [
    `arn:${location.partition}:iam::${location.account}:role${rolePath}${prefix}-*`,
    deliveryRoleArn(location),
];
