/** Checks before a deployment that each pool can export, and that nobody else has set its log delivery. */
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { mapConcurrently } from '../../store/run-concurrently.ts';
import type { LookupResult } from '../account/look-up-resource.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { describeConfiguration } from '../apply/merge-delivery.ts';
import type { PoolConfig } from '../config/lake-config.ts';
import { destinationOf, type LogConfiguration } from '../delivery/log-configuration.ts';
import { awsCommand } from '../doctor/doctor-context.ts';
import { MAX_CONCURRENT_POOLS, userPoolChecks } from '../doctor/pool-checks.ts';
import { toStackChecks, type StackCheck, type StackProblem } from '../doctor/stack-check.ts';
import { conflict, isOwn, type PreflightChecker, type PreflightContext } from './preflight-context.ts';

const LOG_DELIVERY = 'AWS::Cognito::LogDeliveryConfiguration';

/** A pool has one delivery. CloudFormation does not take over one that it has not created: "already exists". */
const deliveryProblems = (
    context: PreflightContext,
    pool: PoolConfig,
    found: readonly LogConfiguration[],
): readonly StackProblem[] => {
    if (found.length === 0) return [];
    const targets = found.map((each) => `${each.EventSource} to ${describeConfiguration(each)}`).join(', ');
    return conflict(
        isOwn(context, LOG_DELIVERY, pool.id),
        `is set outside of the stack (${targets}): the deployment would fail with "already exists"`,
        `Set managed: false for this pool, deploy, and run apply --pool ${pool.id}. Or remove it first: ` +
            awsCommand(
                context,
                `cognito-idp set-log-delivery-configuration --user-pool-id ${pool.id} --log-configurations '[]'`,
            ),
    );
};

/** Setting a delivery fails without the plan. With threat protection off it succeeds, and exports nothing. */
const wouldFail = (pool: PoolConfig, described: LookupResult<UserPoolType>): boolean =>
    pool.managed &&
    (described.kind === 'missing' || (described.kind === 'found' && described.value.UserPoolTier !== 'PLUS'));

const poolStateChecks = (pool: PoolConfig, described: LookupResult<UserPoolType>): readonly StackCheck[] =>
    userPoolChecks(pool, described).map((check) =>
        check.state === 'failed' && !wouldFail(pool, described) ? { ...check, isWarning: true } : check,
    );

const checkPool = async (
    context: PreflightContext,
    calls: PoolCalls,
    pool: PoolConfig,
): Promise<readonly StackCheck[]> => {
    const [described, delivery] = await Promise.all([calls.describe(pool.id), calls.delivery(pool.id)]);
    return [
        ...poolStateChecks(pool, described),
        ...(described.kind === 'missing' || !pool.managed
            ? []
            : toStackChecks(
                  { part: 'log delivery', name: pool.id },
                  delivery.kind === 'missing' ? { kind: 'found', value: [] } : delivery,
                  {
                      passedMessage: (found) => (found.length === 0 ? 'is not set yet' : 'is set by this stack'),
                      fixIfMissing: '',
                      findProblems: (found) => deliveryProblems(context, pool, found),
                  },
              )),
    ];
};

/** Skips pools that export nothing. */
export const deliveryChecks: PreflightChecker = async (context) => {
    const calls = await poolCalls(context.clientOptions);
    const pools = context.config.pools.filter((pool) =>
        TABLE_NAMES.some((table) => destinationOf(pool, table) !== 'none'),
    );
    return (await mapConcurrently(pools, MAX_CONCURRENT_POOLS, async (pool) => checkPool(context, calls, pool))).flat();
};
