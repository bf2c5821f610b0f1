/** The plan of a config or of a single request: log deliveries, resources, problems, warnings and permissions. */
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { ALLOWLIST_TABLE } from '../../../schemas/allowlist.ts';
import { permissions, type CallerPermission } from '../account/permissions.ts';
import { kmsKeyOf, regionOf, type LakeConfig, type PoolConfig } from '../config/lake-config.ts';
import { reportInput } from '../config/report-input.ts';
import { arnIn, stackNames, type StackLocation, type StackNames } from '../config/stack-names.ts';
import { partitionOf } from '../delivery/arn.ts';
import { DESTINATION_KINDS, targetsOf } from '../delivery/destinations.ts';
import { logConfiguration, type ArnBuilders } from '../delivery/log-configuration.ts';
import type { DeliveryRequest, AccountFacts, DeliveryProblem } from '../delivery/delivery-problem.ts';
import { findDeliveryProblems } from '../delivery/find-delivery-problems.ts';
import { readCatalogue } from '../../query/catalogue.ts';
import { partitionWarnings } from './partition-warnings.ts';
import { poolLimit, type PoolLimit } from './pool-limit.ts';
import { planKeyPolicy, type KeyPolicyPlan } from './key-policy-plan.ts';
import { versionWarnings } from './version-warnings.ts';
import { stackParts, type StackPart } from './stack-parts.ts';

/** Used if no account is passed: a plan makes no AWS call. */
export const PLACEHOLDER_ACCOUNT = '000000000000';

type PlannedDelivery = {
    readonly user_pool_id: string;
    readonly event_source: string;
    readonly log_level: string;
    readonly destination: string;
    readonly arn: string;
    /** `deploy`, or how it is set outside the stack. */
    readonly set_by: string;
};

export type DeploymentPlan = {
    /** The config file and stage; null for a single request. */
    readonly config: {
        readonly file: string;
        readonly is_example: boolean;
        readonly stage: string;
        readonly region: string;
        readonly account: string;
    } | null;
    readonly deliveries: readonly PlannedDelivery[];
    readonly parts: readonly StackPart[];
    readonly problems: readonly DeliveryProblem[];
    readonly warnings: readonly string[];
    readonly permissions: readonly CallerPermission[];
    /** What the policy of the customer managed KMS key must allow; null without such a key. */
    readonly key_policy: KeyPolicyPlan | null;
    /** The most pools that a stack has room for, and because of what; null for a single request. */
    readonly pool_limit: PoolLimit | null;
    /** The URL of the allowlist's folder; null for a single request. */
    readonly allowlist: string | null;
};

/** Builders of the ARNs in a location. */
const arnBuilders = (location: StackLocation): ArnBuilders<string> => ({
    arn: arnIn(location),
    bucketArn: (name) => `arn:${location.partition}:s3:::${name}`,
});

/** The SetLogDeliveryConfiguration request of a pool. */
export const deliveryRequestOf = (pool: PoolConfig, names: StackNames, location: StackLocation): DeliveryRequest => ({
    UserPoolId: pool.id,
    LogConfigurations: TABLE_NAMES.map((table) => logConfiguration(pool, table, names, arnBuilders(location))).filter(
        (configuration) => configuration !== null,
    ),
});

const deliveriesOf = ({ UserPoolId, LogConfigurations }: DeliveryRequest, setBy: string): readonly PlannedDelivery[] =>
    LogConfigurations.flatMap((configuration) =>
        targetsOf(configuration).map(({ kind, arn }) => ({
            user_pool_id: UserPoolId,
            event_source: configuration.EventSource,
            log_level: configuration.LogLevel,
            destination: kind,
            arn,
            set_by: setBy,
        })),
    );

const kindsOf = (deliveries: readonly PlannedDelivery[]) =>
    DESTINATION_KINDS.filter((kind) => deliveries.some(({ destination }) => destination === kind));

/** The plan of one request. */
export const planRequest = (request: DeliveryRequest, facts: AccountFacts): DeploymentPlan => {
    const deliveries = deliveriesOf(request, 'apply');
    return {
        config: null,
        deliveries,
        parts: [],
        problems: findDeliveryProblems(request, facts),
        warnings: [],
        permissions: permissions(kindsOf(deliveries)),
        key_policy: null,
        pool_limit: null,
        allowlist: null,
    };
};

export type PlanSource = { readonly file: string; readonly isExample: boolean; readonly stage: string };

/** The location of a stage's stack. An unknown account becomes the placeholder. */
export const locateStack = (config: LakeConfig, stage: string, account: string | null): StackLocation => {
    const region = regionOf(config);
    return { stage, account: account ?? PLACEHOLDER_ACCOUNT, region, partition: partitionOf(region) };
};

const lakeFormationWarnings = ({ lakeFormation }: LakeConfig): readonly string[] =>
    lakeFormation === true
        ? ['lakeFormation: the principal that deploys must be a data lake administrator, or the deployment fails.']
        : [];

const keyWarning = ({ encryption }: LakeConfig, { account }: StackLocation): readonly string[] => {
    const owner = encryption.split(':')[4];
    if (owner === undefined || account === PLACEHOLDER_ACCOUNT || owner === account) return [];
    return [`The key ${encryption} is in account ${owner}. Its policy must let the roles of ${account} use it.`];
};

/** The plan of a config file. Throws a UserError if the report has an unknown query or an invalid value. */
export const planConfig = (
    config: LakeConfig,
    { file, isExample, stage }: PlanSource,
    facts: AccountFacts,
): DeploymentPlan => {
    const location = locateStack(config, stage, facts.account);
    const names = stackNames(config, location);
    const catalogue = readCatalogue();
    if (config.report !== undefined) reportInput(config.report, catalogue);
    const requests = config.pools.map((pool) => ({ pool, request: deliveryRequestOf(pool, names, location) }));
    // The stack puts a policy on each log group that it creates.
    const ownFacts = { ...facts, hasLogGroupPolicy: config.existingExportLogGroups === true ? null : true };
    const deliveries = requests.flatMap(({ pool, request }) =>
        deliveriesOf(request, pool.managed ? 'deploy' : 'apply, or elsewhere'),
    );
    return {
        config: { file, is_example: isExample, stage, region: location.region, account: location.account },
        deliveries,
        parts: stackParts(config, names, catalogue.length),
        problems: requests.flatMap(({ request }) => findDeliveryProblems(request, ownFacts)),
        warnings: [
            ...lakeFormationWarnings(config),
            ...partitionWarnings(config),
            ...keyWarning(config, location),
            ...versionWarnings(config),
        ],
        permissions: permissions(kindsOf(deliveries), kmsKeyOf(config)),
        key_policy: planKeyPolicy(config, location, names.prefix),
        pool_limit: poolLimit(config),
        allowlist: `s3://${names.lakeBucket}/${ALLOWLIST_TABLE}/`,
    };
};

/** Whether AWS would reject any log delivery of the plan. */
export const hasDeliveryErrors = ({ problems }: DeploymentPlan): boolean =>
    problems.some(({ severity }) => severity === 'error');
