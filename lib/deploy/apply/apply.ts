/** Sets a pool's delivery in one sentence: read, merge, hold to the rules, ask, set, read back. */
import { setTimeout as pause } from 'node:timers/promises';
import { clientSettings } from '../../aws/client-settings.ts';
import { poolCalls, type PoolCalls } from '../account/pool-calls.ts';
import { DELIVERY_ACTIONS, SET_DELIVERY_ACTIONS } from '../account/permissions.ts';
import { whoseAccount } from '../account/whose-account.ts';
import { Complaint } from '../../basics/complaint.ts';
import { placesOf } from '../delivery/destinations.ts';
import type { LogConfiguration } from '../delivery/log-configuration.ts';
import type { Refusal } from '../delivery/refusal.ts';
import { refusals } from '../delivery/refusals.ts';
import { toError } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { changesOf, isSameDelivery, merge, type Change } from './merge.ts';
import { knownOf, needed } from './read-pool.ts';
import { regionOfPool } from '../../aws/user-pool-client.ts';

/** What will be done. */
export type Proposal = {
    readonly user_pool_id: string;
    readonly account: string;
    readonly changes: readonly Change[];
    readonly refusals: readonly Refusal[];
};

export type Outcome = Proposal & { readonly ending: 'set' | 'unchanged' | 'refused' | 'declined' };

/** `sources` are made when the account is known; `confirm` is shown what will be done, and says whether to do it. */
export type Ask = {
    readonly pool: string;
    readonly sources: (account: string) => readonly LogConfiguration[];
    readonly confirm: (proposal: Proposal) => Promise<boolean>;
};

const READ_BACK_TRIES = 5;
const READ_BACK_PAUSE_MS = 1000;

const setRefused = (error: unknown, pool: string, configurations: readonly LogConfiguration[]): Complaint => {
    const { name, message } = toError(error);
    const isDenied = /^(AccessDenied|NotAuthorized)/.test(name);
    const actions = [
        ...new Set([
            ...SET_DELIVERY_ACTIONS,
            ...configurations.flatMap(placesOf).flatMap(({ kind }) => DELIVERY_ACTIONS[kind]),
        ]),
    ];
    return new Complaint(
        `AWS did not set the delivery of ${printable(pool)}: ${printable(`${name}: ${message}`)}.${isDenied ? ` The caller needs ${actions.join(', ')}.` : ''} Nothing was changed.`,
    );
};

/** What is read may be older than what was set, for a moment. */
const readBack = async (
    calls: PoolCalls,
    { pool, account }: { readonly pool: string; readonly account: string },
    merged: readonly LogConfiguration[],
): Promise<void> => {
    for (let left = READ_BACK_TRIES; left > 0; left -= 1) {
        const found = needed(await calls.delivery(pool), pool, account);
        if (isSameDelivery(found, merged)) return;
        await pause(READ_BACK_PAUSE_MS);
    }
    throw new Complaint(
        `AWS took the delivery of ${printable(pool)}, and tells of another one when it is read back: run apply again, it shows the difference.`,
    );
};

const set = async (
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
    // Setting replaces the whole list: what somebody set since would be lost.
    const again = needed(await calls.delivery(pool), pool, account);
    if (!isSameDelivery(again, found))
        throw new Complaint(
            `The delivery of ${printable(pool)} was changed meanwhile: nothing was set. Run apply again, it shows the difference.`,
        );
    try {
        await calls.setDelivery(pool, merged);
    } catch (error) {
        throw setRefused(error, pool, merged);
    }
    await readBack(calls, { pool, account }, merged);
};

/** How it ended. Throws a Complaint for what can't be read, and for what AWS does not do. */
export const apply = async ({ pool, sources, confirm }: Ask): Promise<Outcome> => {
    const client = clientSettings(regionOfPool(pool));
    const { account } = await whoseAccount(client);
    const calls = await poolCalls(client);
    const asked = sources(account);
    const known = await knownOf(client, calls, { id: pool, account, asked });
    const found = needed(await calls.delivery(pool), pool, account);
    const merged = merge(found, asked);
    const proposal = {
        user_pool_id: pool,
        account,
        changes: changesOf(found, merged),
        refusals: refusals({ UserPoolId: pool, LogConfigurations: merged }, known),
    };
    if (isSameDelivery(found, merged)) return { ...proposal, ending: 'unchanged' };
    if (proposal.refusals.some(({ severity }) => severity === 'refused')) return { ...proposal, ending: 'refused' };
    if (!(await confirm(proposal))) return { ...proposal, ending: 'declined' };
    await set(calls, { pool, account, found, merged });
    return { ...proposal, ending: 'set' };
};
