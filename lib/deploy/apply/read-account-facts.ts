/** Reads the facts about an account that the delivery rules need. */
import { type LookupResult, foundValue } from '../account/look-up-resource.ts';
import type { ClientOptions } from '../../aws/create-client.ts';
import { logCalls } from '../account/log-calls.ts';
import type { PoolCalls } from '../account/pool-calls.ts';
import { UserError } from '../../basics/user-error.ts';
import { parseArn } from '../delivery/arn.ts';
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { AccountFacts } from '../delivery/delivery-problem.ts';
import { printable } from '../../terminal/printable.ts';

/** The value of a result. Throws a UserError if the pool is missing or could not be read. */
export const requireFound = <Value>(result: LookupResult<Value>, pool: string, account: string): Value => {
    if (result.kind === 'found') return result.value;
    if (result.kind === 'missing')
        throw new UserError(
            `User pool ${printable(pool)} does not exist in account ${account}. Check the id and AWS_PROFILE.`,
        );
    const hint = result.deniedAction === null ? '' : ` Allow ${result.deniedAction} to the caller of apply.`;
    throw new UserError(`Cannot read the log delivery of ${printable(pool)}: ${printable(result.reason)}.${hint}`);
};

/** The names of the log groups in the configurations. */
const logGroupNames = (configurations: readonly LogConfiguration[]): readonly string[] =>
    configurations
        .flatMap(targetsOf)
        .filter(({ kind }) => kind === 'cloudwatch')
        .map(({ arn }) => (parseArn(arn)?.resource ?? '').replace(/^log-group:|:\*$/g, ''))
        .filter((name) => name !== '');

/** Facts that the caller may not read stay null: AWS checks them itself when the delivery is set. */
export const readAccountFacts = async (
    client: ClientOptions,
    pools: PoolCalls,
    {
        id,
        account,
        wanted,
    }: { readonly id: string; readonly account: string; readonly wanted: readonly LogConfiguration[] },
): Promise<AccountFacts> => {
    const result = await pools.describe(id);
    if (result.kind === 'missing') requireFound(result, id, account);
    const described = foundValue(result) ?? {};
    const groups = logGroupNames(wanted);
    const logs = await logCalls(client);
    const [found, policies] =
        groups.length === 0
            ? [[], null]
            : await Promise.all([
                  Promise.all(groups.map(async (name) => foundValue(await logs.group(name)))),
                  logs.policies().then(foundValue),
              ]);
    return {
        account,
        tier: described.UserPoolTier ?? null,
        threatProtection:
            described.UserPoolAddOns?.AdvancedSecurityMode ?? (described.UserPoolTier === undefined ? null : 'OFF'),
        isLogGroupEncrypted: found.some((group) => group?.kmsKeyId !== undefined && group.kmsKeyId !== ''),
        resourcePolicies: policies === null ? null : policies.length,
    };
};
