/** Reads the facts about an account that the delivery rules need. */
import { type LookupResult, foundValue } from '../account/look-up-resource.ts';
import type { ClientOptions } from '../../aws/create-client.ts';
import { logCalls, type LogCalls } from '../account/log-calls.ts';
import type { PoolCalls } from '../account/pool-calls.ts';
import { UserError } from '../../basics/user-error.ts';
import { arnIn } from '../config/stack-names.ts';
import { parseArn, partitionOf } from '../delivery/arn.ts';
import { allowsDelivery, logStreamsArn } from '../delivery/log-group-policy.ts';
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { AccountFacts } from '../delivery/delivery-problem.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';
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

type LogGroupFacts = Pick<AccountFacts, 'isLogGroupEncrypted' | 'hasLogGroupPolicy' | 'resourcePolicies'>;

const readLogGroups = async (
    logs: LogCalls,
    names: readonly string[],
    { account, region }: { readonly account: string; readonly region: string },
): Promise<LogGroupFacts> => {
    if (names.length === 0) return { isLogGroupEncrypted: false, hasLogGroupPolicy: null, resourcePolicies: null };
    const location = { stage: '', account, region, partition: partitionOf(region) };
    const [groups, onGroups, ofAccount] = await Promise.all([
        Promise.all(names.map(async (name) => foundValue(await logs.group(name)))),
        Promise.all(
            names.map(async (name) =>
                foundValue(await logs.groupPolicies(arnIn(location)('logs', `log-group:${name}`))),
            ),
        ),
        logs.policies().then(foundValue),
    ]);
    return {
        isLogGroupEncrypted: groups.some((group) => group?.kmsKeyId !== undefined && group.kmsKeyId !== ''),
        hasLogGroupPolicy: names.every((name, index) =>
            (onGroups[index] ?? []).some(({ policyDocument = '' }) =>
                allowsDelivery(policyDocument, logStreamsArn(location, name)),
            ),
        ),
        resourcePolicies: ofAccount === null ? null : ofAccount.length,
    };
};

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
    const groups = await readLogGroups(await logCalls(client), logGroupNames(wanted), {
        account,
        region: regionOfPool(id),
    });
    return {
        account,
        tier: described.UserPoolTier ?? null,
        threatProtection:
            described.UserPoolAddOns?.AdvancedSecurityMode ?? (described.UserPoolTier === undefined ? null : 'OFF'),
        ...groups,
    };
};
