/** Rules for well-formed destinations: service, account, region, encryption, resource policies and feature plan. */
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { parseArn, type Arn } from './arn.ts';
import { DESTINATIONS, isFullMatch, targetsOf, type DestinationKind } from './destinations.ts';
import { INVALID_PARAMETER, type AccountFacts, type DeliveryProblem, type DeliveryRule } from './delivery-problem.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CloudWatchLogsConfigurationType.html */
const LOG_GROUP_MESSAGE =
    'The log group must not be encrypted with AWS Key Management Service ' +
    'and must be in the same AWS account as your user pool.';
const LARGE_POLICY_MESSAGE =
    'To send logs to log groups with a resource policy of a size greater than 5120 characters, ' +
    'configure a log group with a path that starts with /aws/vendedlogs.';
/** docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
const LIMIT_MESSAGE = 'You have reached the maximum number of resources that can be created.';
const MAX_RESOURCE_POLICIES = 10;
const VENDED_LOGS_PREFIX = 'log-group:/aws/vendedlogs/';

/** A destination of a request, parsed. */
type TargetContext = {
    readonly pool: string;
    readonly source: string;
    readonly kind: DestinationKind;
    readonly arn: Arn;
    readonly facts: AccountFacts;
};
type TargetProblem = Omit<DeliveryProblem, 'user_pool_id' | 'location'>;

const toError = (
    awsMessage: string | null,
    fix: string,
    exception: string = INVALID_PARAMETER,
): readonly TargetProblem[] => [{ severity: 'error', exception, aws_message: awsMessage, fix }];
const toWarning = (awsMessage: string | null, fix: string): readonly TargetProblem[] => [
    { severity: 'warning', exception: null, aws_message: awsMessage, fix },
];

const checkService = ({ kind, arn }: TargetContext): readonly TargetProblem[] => {
    const { label, format, isValidArn } = DESTINATIONS[kind];
    return isValidArn(arn)
        ? []
        : toError(null, `This is an ARN of ${arn.service}, not of ${label}. Write it as ${format}.`);
};

const checkAccount = ({ kind, arn, facts }: TargetContext): readonly TargetProblem[] => {
    if (facts.account === null || arn.account === '' || arn.account === facts.account) return [];
    if (kind === 'cloudwatch')
        return toError(
            LOG_GROUP_MESSAGE,
            `The log group is in ${arn.account}, the pool in ${facts.account}. Use a log group in ${facts.account}.`,
        );
    return toWarning(
        null,
        `The stream is in ${arn.account}, the pool in ${facts.account}. AWS does not document whether that works. ` +
            `Use a stream in ${facts.account}.`,
    );
};

const checkRegion = ({ pool, arn }: TargetContext): readonly TargetProblem[] => {
    const region = regionOfPool(pool);
    if (arn.region === '' || arn.region === region || !USER_POOL_ID.test(pool)) return [];
    return toWarning(
        null,
        `The destination is in ${arn.region}, the pool in ${region}. AWS does not document whether that works. ` +
            `Use a destination in ${region}.`,
    );
};

const checkEncryption = ({ kind, facts }: TargetContext): readonly TargetProblem[] =>
    kind === 'cloudwatch' && facts.isLogGroupEncrypted === true
        ? toError(
              LOG_GROUP_MESSAGE,
              'Remove the key (aws logs disassociate-kms-key), or use another log group. ' +
                  'CloudWatch Logs encrypts every log group by default.',
          )
        : [];

const OWN_POLICY_FIX =
    'Put a policy for delivery.logs.amazonaws.com on the log group: ' +
    'aws logs put-resource-policy --resource-arn ARN --policy-document FILE. It counts for none of the ' +
    `${MAX_RESOURCE_POLICIES}.`;

/**
 * Without a policy on the group AWS writes one of the account. For /aws/vendedlogs/ that one may exist: it becomes a
 * wildcard before it is too long.
 */
const checkResourcePolicies = ({ kind, arn, facts }: TargetContext): readonly TargetProblem[] => {
    if (kind !== 'cloudwatch' || facts.hasLogGroupPolicy === true) return [];
    const isFull = facts.resourcePolicies !== null && facts.resourcePolicies >= MAX_RESOURCE_POLICIES;
    const used = `The region has ${facts.resourcePolicies} of ${MAX_RESOURCE_POLICIES} resource policies`;
    if (arn.resource.startsWith(VENDED_LOGS_PREFIX)) {
        if (!isFull) return [];
        return toWarning(
            LIMIT_MESSAGE,
            `${used}. If none of them lets AWS write to /aws/vendedlogs/, it can add none. ${OWN_POLICY_FIX}`,
        );
    }
    if (isFull) return toError(LIMIT_MESSAGE, `${used}. ${OWN_POLICY_FIX}`, 'LimitExceededException');
    return toWarning(
        LARGE_POLICY_MESSAGE,
        `The delivery needs a resource policy. An account has at most ${MAX_RESOURCE_POLICIES} in a region, ` +
            `each with up to 5,120 characters. ${OWN_POLICY_FIX}`,
    );
};

/**
 * The errors of docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
 * API_SetLogDeliveryConfiguration.html#API_SetLogDeliveryConfiguration_Errors.
 */
const checkFeaturePlan = ({ source, facts }: TargetContext): readonly TargetProblem[] => {
    if (source !== 'userAuthEvents') return [];
    if (facts.tier !== null && facts.tier !== 'PLUS') {
        return toError(
            'This exception is thrown when a feature that you attempted to use or configure ' +
                "isn't included in your user pool's current feature plan.",
            `User activity needs the Plus plan, but the pool has ${facts.tier}. Change the plan in the console ` +
                '(update-user-pool resets every setting that you do not pass).',
            'FeatureUnavailableInTierException',
        );
    }
    if (facts.threatProtection === null || facts.threatProtection !== 'OFF') return [];
    return toWarning(
        'User pools can export user notification logs and, when threat protection is active, user-activity logs.',
        'Set threat protection to audit or enforced: while it is off, Cognito exports no user activity.',
    );
};

const RULES = [
    checkService,
    checkAccount,
    checkRegion,
    checkEncryption,
    checkResourcePolicies,
    checkFeaturePlan,
] as const;

/** Skips malformed ARNs: the model rules reject them. */
export const targetRules: DeliveryRule = ({ UserPoolId, LogConfigurations }, facts) =>
    LogConfigurations.flatMap((configuration) =>
        targetsOf(configuration).flatMap(({ kind, arn: text }) => {
            const arn = parseArn(text);
            if (arn === null || !isFullMatch(DESTINATIONS[kind].pattern, text)) return [];
            const context: TargetContext = {
                pool: UserPoolId,
                source: configuration.EventSource,
                kind,
                arn,
                facts,
            };
            return RULES.flatMap((rule) => rule(context)).map((problem): DeliveryProblem => ({
                ...problem,
                user_pool_id: UserPoolId,
                location: text,
            }));
        }),
    );
