/** Checks the user pools: feature plan, threat protection and log delivery. */
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import type { LookupResult } from '../account/look-up-resource.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { describeConfiguration } from '../apply/merge-delivery.ts';
import type { PoolConfig } from '../config/lake-config.ts';
import { targetsOf } from '../delivery/destinations.ts';
import { destinationOf, type LogConfiguration } from '../delivery/log-configuration.ts';
import { deliveryRequestOf } from '../plan/plan.ts';
import { toStackChecks, toUnknown, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import { lakeCommand, type StackChecker, type DoctorContext } from './doctor-context.ts';
import { mapConcurrently } from '../../store/run-concurrently.ts';

/** Cognito allows 15 such calls a second: docs.aws.amazon.com/cognito/latest/developerguide/quotas.html. */
export const MAX_CONCURRENT_POOLS = 4;

const isExported = (pool: PoolConfig, table: TableName): boolean => destinationOf(pool, table) !== 'none';

/** The response for a pool that never had threat protection has no add-ons. */
const featurePlanProblems = ({ UserPoolTier, UserPoolAddOns }: UserPoolType): readonly StackProblem[] => {
    const mode = UserPoolAddOns?.AdvancedSecurityMode;
    if (UserPoolTier === undefined && mode === undefined) return toUnknown('its feature plan and threat protection');
    return [
        ...(UserPoolTier === undefined || UserPoolTier === 'PLUS'
            ? []
            : toProblem(
                  `has the plan ${UserPoolTier}, which exports no user activity`,
                  'Change the plan to Plus in the console ' +
                      '(update-user-pool resets every setting that you do not pass), or set userActivity: none.',
              )),
        ...(mode === 'AUDIT' || mode === 'ENFORCED'
            ? []
            : toProblem(
                  'has threat protection off: no user activity is exported',
                  'Set threat protection to audit or full function in the console.',
              )),
    ];
};

/** The ARN of a log group from GetAtt ends in `:*`. */
const stripArnSuffix = (arn: string): string => arn.replace(/:\*$/, '');

const isSameDestination = (one: LogConfiguration, other: LogConfiguration): boolean =>
    stripArnSuffix(describeConfiguration(one)) === stripArnSuffix(describeConfiguration(other)) &&
    one.EventSource === other.EventSource;

const deliveryMismatches = (
    expected: readonly LogConfiguration[],
    found: readonly LogConfiguration[],
    fix: string,
): readonly StackProblem[] =>
    expected.flatMap((configuration) => {
        const source = configuration.EventSource;
        const actual = found.find(({ EventSource }) => EventSource === source);
        if (actual === undefined) return toProblem(`${source} has no destination`, fix);
        const [is, right] = [describeConfiguration(actual), describeConfiguration(configuration)];
        return isSameDestination(actual, configuration)
            ? []
            : toProblem(`${source} goes to ${is}, not to ${right}`, fix);
    });

/** The plan and the threat protection that a pool needs for what it exports. */
export const userPoolChecks = (pool: PoolConfig, described: LookupResult<UserPoolType>): readonly StackCheck[] => {
    const isExporting = isExported(pool, 'user_activity');
    return toStackChecks({ part: 'user pool', name: pool.id }, described, {
        passedMessage: ({ UserPoolTier, UserPoolAddOns }) =>
            isExporting
                ? `plan ${UserPoolTier ?? 'unknown'}, threat protection ${UserPoolAddOns?.AdvancedSecurityMode}`
                : 'exists',
        fixIfMissing: 'Check its id in lake.config.yml, and that AWS_PROFILE belongs to its account.',
        findProblems: (found) => (isExporting ? featurePlanProblems(found) : []),
    });
};

const checkPool = async (
    context: DoctorContext,
    calls: PoolCalls,
    pool: PoolConfig,
): Promise<readonly StackCheck[]> => {
    const [described, delivery] = await Promise.all([calls.describe(pool.id), calls.delivery(pool.id)]);
    const expected = deliveryRequestOf(pool, context.names, context.location).LogConfigurations;
    const fix = lakeCommand(context, `apply --pool ${pool.id}`);
    return [
        ...userPoolChecks(pool, described),
        // Without a log delivery Cognito may report "not found", although the pool exists.
        ...(described.kind === 'missing'
            ? []
            : toStackChecks(
                  { part: 'log delivery', name: pool.id },
                  delivery.kind === 'missing' ? { kind: 'found', value: [] } : delivery,
                  {
                      passedMessage: expected
                          .map(
                              (configuration) =>
                                  `${configuration.EventSource} to ${targetsOf(configuration)
                                      .map(({ kind }) => kind)
                                      .join(' and ')}`,
                          )
                          .join(', '),
                      fixIfMissing: fix,
                      findProblems: (found) => deliveryMismatches(expected, found, fix),
                  },
              )),
    ];
};

/** Skips pools that export nothing, such as retired ones. */
export const poolChecks: StackChecker = async (context) => {
    const calls = await poolCalls(context.clientOptions);
    const pools = context.config.pools.filter((pool) => TABLE_NAMES.some((table) => isExported(pool, table)));
    return (await mapConcurrently(pools, MAX_CONCURRENT_POOLS, async (pool) => checkPool(context, calls, pool))).flat();
};
