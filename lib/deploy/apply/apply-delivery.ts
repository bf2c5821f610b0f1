/** Sets a pool's log delivery: read, merge, check the rules, confirm, set, read back. */
import { setTimeout as pause } from 'node:timers/promises';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { DELIVERY_ACTIONS, SET_DELIVERY_ACTIONS } from '../account/permissions.ts';
import { getCallerIdentity } from '../account/get-caller-identity.ts';
import { UserError } from '../../basics/user-error.ts';
import { targetsOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { DeliveryProblem } from '../delivery/delivery-problem.ts';
import { findDeliveryProblems } from '../delivery/find-delivery-problems.ts';
import { toError } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { changesOf, isSameDelivery, mergeDelivery, type DeliveryChange } from './merge-delivery.ts';
import { readAccountFacts, requireFound } from './read-account-facts.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/** The changes that `apply` is about to make. */
export type DeliveryProposal = {
    readonly user_pool_id: string;
    readonly account: string;
    readonly changes: readonly DeliveryChange[];
    readonly problems: readonly DeliveryProblem[];
};

export type ApplySummary = DeliveryProposal & { readonly status: 'applied' | 'unchanged' | 'invalid' | 'declined' };

/** `configurationsFor` runs when the account is known. `confirm` receives the proposal and decides. */
export type ApplyRequest = {
    readonly pool: string;
    readonly configurationsFor: (account: string) => readonly LogConfiguration[];
    readonly confirm: (proposal: DeliveryProposal) => Promise<boolean>;
};

const READ_BACK_TRIES = 5;
const READ_BACK_PAUSE_MS = 1000;

const toSetError = (error: unknown, pool: string, configurations: readonly LogConfiguration[]): UserError => {
    const { name, message } = toError(error);
    const isDenied = /^(AccessDenied|NotAuthorized)/.test(name);
    const actions = [
        ...new Set([
            ...SET_DELIVERY_ACTIONS,
            ...configurations.flatMap(targetsOf).flatMap(({ kind }) => DELIVERY_ACTIONS[kind]),
        ]),
    ];
    const hint = isDenied ? ` The caller needs ${actions.join(', ')}.` : '';
    return new UserError(
        `Cannot set the log delivery of ${printable(pool)}: ${printable(`${name}: ${message}`)}.${hint} ` +
            'Nothing was changed.',
    );
};

/** Retries, because a read right after the update may return the old configuration. */
const verifyDelivery = async (
    calls: PoolCalls,
    { pool, account }: { readonly pool: string; readonly account: string },
    merged: readonly LogConfiguration[],
): Promise<void> => {
    for (let left = READ_BACK_TRIES; left > 0; left -= 1) {
        const found = requireFound(await calls.delivery(pool), pool, account);
        if (isSameDelivery(found, merged)) return;
        await pause(READ_BACK_PAUSE_MS);
    }
    throw new UserError(
        `AWS accepted the log delivery of ${printable(pool)}, but returns a different one. ` +
            'Run apply again to see the difference.',
    );
};

const setAndVerify = async (
    calls: PoolCalls,
    {
        pool,
        account,
        found,
        merged,
    }: {
        readonly pool: string;
        readonly account: string;
        readonly found: readonly LogConfiguration[];
        readonly merged: readonly LogConfiguration[];
    },
): Promise<void> => {
    // The call replaces the whole list: a change made since the first read would be lost.
    const again = requireFound(await calls.delivery(pool), pool, account);
    if (!isSameDelivery(again, found))
        throw new UserError(
            `The log delivery of ${printable(pool)} has changed since it was read. Nothing was set. ` +
                'Run apply again to see the difference.',
        );
    try {
        await calls.setDelivery(pool, merged);
    } catch (error) {
        throw toSetError(error, pool, merged);
    }
    await verifyDelivery(calls, { pool, account }, merged);
};

/** Applies a log delivery and says how it ended. Throws a UserError if AWS fails to read or set it. */
export const applyDelivery = async ({ pool, configurationsFor, confirm }: ApplyRequest): Promise<ApplySummary> => {
    const client = { region: regionOfPool(pool) };
    const { account } = await getCallerIdentity(client);
    const calls = await poolCalls(client);
    const wanted = configurationsFor(account);
    const facts = await readAccountFacts(client, calls, { id: pool, account, wanted });
    const found = requireFound(await calls.delivery(pool), pool, account);
    const merged = mergeDelivery(found, wanted);
    const proposal = {
        user_pool_id: pool,
        account,
        changes: changesOf(found, merged),
        problems: findDeliveryProblems({ UserPoolId: pool, LogConfigurations: merged }, facts),
    };
    if (isSameDelivery(found, merged)) return { ...proposal, status: 'unchanged' };
    if (proposal.problems.some(({ severity }) => severity === 'error')) return { ...proposal, status: 'invalid' };
    if (!(await confirm(proposal))) return { ...proposal, status: 'declined' };
    await setAndVerify(calls, { pool, account, found, merged });
    return { ...proposal, status: 'applied' };
};
