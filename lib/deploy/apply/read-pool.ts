/** Reads what has to be known of a pool before its delivery is set. */
import { type Answer, valueOf } from '../account/answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';
import { logCalls } from '../account/log-calls.ts';
import type { PoolCalls } from '../account/pool-calls.ts';
import { Complaint } from '../../basics/complaint.ts';
import { arnParts } from '../delivery/arn.ts';
import { placesOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { Known } from '../delivery/refusal.ts';
import { printable } from '../../terminal/printable.ts';

/** What a command can't do without. */
export const needed = <Value>(answer: Answer<Value>, pool: string, account: string): Value => {
    if (answer.kind === 'found') return answer.value;
    if (answer.kind === 'gone')
        throw new Complaint(
            `There is no user pool ${printable(pool)} in the account ${account}: look at its id, and at AWS_PROFILE.`,
        );
    throw new Complaint(
        `The delivery of ${printable(pool)} can't be read: ${printable(answer.why)}.${answer.action === null ? '' : ` Allow ${answer.action} to who runs apply.`}`,
    );
};

/** The names of the log groups that are asked for. */
const groupsOf = (configurations: readonly LogConfiguration[]): readonly string[] =>
    configurations
        .flatMap(placesOf)
        .filter(({ kind }) => kind === 'cloudwatch')
        .map(({ arn }) => (arnParts(arn)?.resource ?? '').replace(/^log-group:|:\*$/g, ''))
        .filter((name) => name !== '');

/** Where something may not be seen it stays unknown: AWS itself says the rest. */
export const knownOf = async (
    client: ClientSettings,
    pools: PoolCalls,
    {
        id,
        account,
        asked,
    }: { readonly id: string; readonly account: string; readonly asked: readonly LogConfiguration[] },
): Promise<Known> => {
    const answer = await pools.describe(id);
    if (answer.kind === 'gone') needed(answer, id, account);
    const described = valueOf(answer) ?? {};
    const groups = groupsOf(asked);
    const logs = await logCalls(client);
    const [found, policies] =
        groups.length === 0
            ? [[], null]
            : await Promise.all([
                  Promise.all(groups.map(async (name) => valueOf(await logs.group(name)))),
                  logs.policies().then(valueOf),
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
