/** A synthetic user pool with its app clients. */
import { cyclicItem } from './dice.ts';
import type { GenerateOptions } from './generate-options.ts';
import type { SyntheticPopulation } from './synthetic-user.ts';

/** The kind of an app client decides the device names and whether a request has context data. */
type ClientKind = 'browser' | 'phone' | 'server';
export type AppClient = { readonly id: string; readonly kind: ClientKind };

export type SyntheticPool = {
    readonly index: number;
    readonly id: string;
    readonly clients: readonly [AppClient, ...AppClient[]];
};

export const ACCOUNT_ID = '123456789012';
export const REGION = 'us-west-2';

/** The kinds repeat in this order for the clients of a pool. */
const KINDS = ['browser', 'phone', 'server'] as const;

/** `us-west-2_EXAMPLE`, then `us-west-2_EXAMPLE2`, and so on. */
export const poolId = (index: number): string => `${REGION}_EXAMPLE${index === 0 ? '' : index + 1}`;

const clientOf = (number: number, index: number): AppClient => ({
    id: `${number}example23456789`,
    kind: cyclicItem(KINDS, index),
});

/** @param clientCount number of clients of each pool, at least 1 */
export const poolOf = (index: number, clientCount: number): SyntheticPool => {
    const firstNumber = index * clientCount + 1;
    const others = Array.from({ length: clientCount - 1 }, (_, at) => clientOf(firstNumber + at + 1, at + 1));
    return { index, id: poolId(index), clients: [clientOf(firstNumber, 0), ...others] };
};

export type SyntheticWorld = SyntheticPopulation & { readonly pools: readonly [SyntheticPool, ...SyntheticPool[]] };

export const worldOf = ({ seed, users, pools, clients }: GenerateOptions): SyntheticWorld => {
    const others = Array.from({ length: pools - 1 }, (_, at) => poolOf(at + 1, clients));
    return { seed, users, poolCount: pools, pools: [poolOf(0, clients), ...others] };
};
