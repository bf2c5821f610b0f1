/** What is refused, or leads to nothing, of a destination that is spelled right: its service, account, region, encryption, policies. */
import { USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { arnParts, type Arn } from './arn.ts';
import { DESTINATIONS, isOfPattern, placesOf, type DestinationKind } from './destinations.ts';
import { INVALID, type Known, type Refusal, type Rule } from './refusal.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CloudWatchLogsConfigurationType.html */
const GROUP_SAYS =
    'The log group must not be encrypted with AWS Key Management Service and must be in the same AWS account as your user pool.';
const LARGE_POLICY_SAYS =
    'To send logs to log groups with a resource policy of a size greater than 5120 characters, configure a log group with a path that starts with /aws/vendedlogs.';
/** docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
const LIMIT_SAYS = 'You have reached the maximum number of resources that can be created.';
const MAX_RESOURCE_POLICIES = 10;
const VENDED = 'log-group:/aws/vendedlogs/';

/** A place of a request, taken to pieces. */
type Asked = {
    readonly pool: string;
    readonly source: string;
    readonly kind: DestinationKind;
    readonly arn: Arn;
    readonly known: Known;
};
type Found = Omit<Refusal, 'user_pool_id' | 'at'>;

const refused = (says: string | null, next: string, error: string = INVALID): readonly Found[] => [
    { severity: 'refused', error, says, next },
];
const doubtful = (says: string | null, next: string): readonly Found[] => [
    { severity: 'doubtful', error: null, says, next },
];

const service = ({ kind, arn }: Asked): readonly Found[] => {
    const { what, form, isRight } = DESTINATIONS[kind];
    return isRight(arn) ? [] : refused(null, `It is the ARN of ${arn.service}, not of ${what}: write it as ${form}.`);
};

const account = ({ kind, arn, known }: Asked): readonly Found[] => {
    if (known.account === null || arn.account === '' || arn.account === known.account) return [];
    if (kind === 'cloudwatch')
        return refused(
            GROUP_SAYS,
            `The log group is in ${arn.account}, the pool in ${known.account}: name one of ${known.account}.`,
        );
    return doubtful(
        null,
        `The stream is in ${arn.account}, the pool in ${known.account}, and AWS does not say whether it takes that: name one of ${known.account}.`,
    );
};

const region = ({ pool, arn }: Asked): readonly Found[] => {
    const own = regionOfPool(pool);
    if (arn.region === '' || arn.region === own || !USER_POOL_ID.test(pool)) return [];
    return doubtful(
        null,
        `It is in ${arn.region}, the pool in ${own}, and AWS does not say whether it takes that: name one of ${own}.`,
    );
};

const encryption = ({ kind, known }: Asked): readonly Found[] =>
    kind === 'cloudwatch' && known.isLogGroupEncrypted === true
        ? refused(
              GROUP_SAYS,
              'Take the key off (aws logs disassociate-kms-key), or name another log group: CloudWatch Logs encrypts every group itself.',
          )
        : [];

const policies = ({ kind, arn, known }: Asked): readonly Found[] => {
    if (kind !== 'cloudwatch' || arn.resource.startsWith(VENDED)) return [];
    const next = 'Name the log group /aws/vendedlogs/…: such a group needs no resource policy of its own.';
    if (known.resourcePolicies !== null && known.resourcePolicies >= MAX_RESOURCE_POLICIES)
        return refused(
            LIMIT_SAYS,
            `There are ${known.resourcePolicies} resource policies, of ${MAX_RESOURCE_POLICIES}. ${next}`,
            'LimitExceededException',
        );
    return doubtful(
        LARGE_POLICY_SAYS,
        `The delivery needs a resource policy, of which an account and region has ${MAX_RESOURCE_POLICIES}, each of 5,120 characters. ${next}`,
    );
};

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html#API_SetLogDeliveryConfiguration_Errors */
const plan = ({ source, known }: Asked): readonly Found[] => {
    if (source !== 'userAuthEvents') return [];
    if (known.tier !== null && known.tier !== 'PLUS') {
        return refused(
            "This exception is thrown when a feature that you attempted to use or configure isn't included in your user pool's current feature plan.",
            `User activity needs the Plus plan, the pool is on ${known.tier}: change its plan in the console (update-user-pool resets every setting that it is not given).`,
            'FeatureUnavailableInTierException',
        );
    }
    if (known.threatProtection === null || known.threatProtection !== 'OFF') return [];
    return doubtful(
        'User pools can export user notification logs and, when threat protection is active, user-activity logs.',
        'Switch threat protection to audit or enforced: while it is off, nothing comes.',
    );
};

const RULES = [service, account, region, encryption, policies, plan] as const;

/** Of places whose ARN is well formed; the others are refused by the model. */
export const placeRules: Rule = ({ UserPoolId, LogConfigurations }, known) =>
    LogConfigurations.flatMap((configuration) =>
        placesOf(configuration).flatMap(({ kind, arn: text }) => {
            const arn = arnParts(text);
            if (arn === null || !isOfPattern(DESTINATIONS[kind].pattern, text)) return [];
            const asked: Asked = { pool: UserPoolId, source: configuration.EventSource, kind, arn, known };
            return RULES.flatMap((rule) => rule(asked)).map((found): Refusal => ({
                ...found,
                user_pool_id: UserPoolId,
                at: text,
            }));
        }),
    );
