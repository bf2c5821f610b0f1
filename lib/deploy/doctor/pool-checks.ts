/** Checks of the user pools: their plan, and where Cognito was told to send their logs. */
import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { wordsOf } from '../apply/merge.ts';
import type { Pool } from '../config/lake-config.ts';
import { placesOf } from '../delivery/destinations.ts';
import { destinationOf, type LogConfiguration } from '../delivery/log-configuration.ts';
import { requestOf } from '../plan/plan.ts';
import { judged, untold, wrong, type Check, type Finding } from './check.ts';
import { lake, type Room, type Scope } from './scope.ts';
import { answersAtOnce } from '../../store/at-once.ts';

/** Cognito takes 15 such calls a second of an account: docs.aws.amazon.com/cognito/latest/developerguide/quotas.html. */
const LANES = 4;

const sends = (pool: Pool, table: TableName): boolean => destinationOf(pool, table) !== 'none';

/** An answer without add-ons is one of a pool that never had any. */
const planFindings = ({ UserPoolTier, UserPoolAddOns }: UserPoolType): readonly Finding[] => {
    const mode = UserPoolAddOns?.AdvancedSecurityMode;
    if (UserPoolTier === undefined && mode === undefined) return untold('its plan and threat protection');
    return [
        ...(UserPoolTier === undefined || UserPoolTier === 'PLUS'
            ? []
            : wrong(
                  `is on the plan ${UserPoolTier}, which exports no user activity`,
                  'Change its plan to Plus in the console (update-user-pool resets every setting that it is not given), or set userActivity: none.',
              )),
        ...(mode === 'AUDIT' || mode === 'ENFORCED'
            ? []
            : wrong(
                  'threat protection is off: no user activity is exported',
                  'Switch threat protection to audit or full function in the console.',
              )),
    ];
};

/** GetAtt of a log group ends in `:*`, and some write it so. */
const plainArn = (arn: string): string => arn.replace(/:\*$/, '');

const isSame = (one: LogConfiguration, other: LogConfiguration): boolean =>
    plainArn(wordsOf(one)) === plainArn(wordsOf(other)) && one.EventSource === other.EventSource;

const deliveryFindings = (
    expected: readonly LogConfiguration[],
    found: readonly LogConfiguration[],
    fix: string,
): readonly Finding[] =>
    expected.flatMap((configuration) => {
        const set = found.find(({ EventSource }) => EventSource === configuration.EventSource);
        if (set === undefined) return wrong(`${configuration.EventSource} goes nowhere`, fix);
        return isSame(set, configuration)
            ? []
            : wrong(`${configuration.EventSource} goes to ${wordsOf(set)}, not to ${wordsOf(configuration)}`, fix);
    });

const checksOf = async (scope: Scope, calls: PoolCalls, pool: Pool): Promise<readonly Check[]> => {
    const [described, delivery] = await Promise.all([calls.describe(pool.id), calls.delivery(pool.id)]);
    const expected = requestOf(pool, scope.names, scope.place).LogConfigurations;
    const fix = lake(scope, `apply --pool ${pool.id}`);
    const isExporting = sends(pool, 'user_activity');
    return [
        ...judged({ part: 'user pool', name: pool.id }, described, {
            fine: ({ UserPoolTier, UserPoolAddOns }) =>
                isExporting
                    ? `plan ${UserPoolTier ?? 'not told'}, threat protection ${UserPoolAddOns?.AdvancedSecurityMode}`
                    : 'is there',
            gone: 'Look at its id in lake.config.yml, and that AWS_PROFILE is of the account that has it.',
            findings: (found) => (isExporting ? planFindings(found) : []),
        }),
        // A pool that was never told anything is no pool without a delivery.
        ...(described.kind === 'gone'
            ? []
            : judged(
                  { part: 'log delivery', name: pool.id },
                  delivery.kind === 'gone' ? { kind: 'found', value: [] } : delivery,
                  {
                      fine: expected
                          .map(
                              (configuration) =>
                                  `${configuration.EventSource} to ${placesOf(configuration)
                                      .map(({ kind }) => kind)
                                      .join(' and ')}`,
                          )
                          .join(', '),
                      gone: fix,
                      findings: (found) => deliveryFindings(expected, found, fix),
                  },
              )),
    ];
};

/** Of pools that send anything; a retired one is left alone. */
export const poolChecks: Room = async (scope) => {
    const calls = await poolCalls(scope.client);
    const pools = scope.config.pools.filter((pool) => TABLE_NAMES.some((table) => sends(pool, table)));
    return (await answersAtOnce(pools, LANES, async (pool) => checksOf(scope, calls, pool))).flat();
};
