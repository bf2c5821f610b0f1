/** A synthetic user pool, with its app clients. */
import { around } from './dice.ts';
import type { GenerateOptions } from './options.ts';
import type { Population } from './user.ts';

/** What an app client is: it decides the devices that are seen, and whether context data come with a request. */
export type ClientKind = 'browser' | 'phone' | 'server';
export type Client = { readonly id: string; readonly kind: ClientKind };

export type Pool = {
    readonly index: number;
    readonly id: string;
    readonly clients: readonly [Client, ...Client[]];
};

export const ACCOUNT_ID = '123456789012';
export const REGION = 'us-west-2';

/** The first client is a web page, the second a phone app, the third calls from a server; then again. */
const KINDS = ['browser', 'phone', 'server'] as const;

/** `us-west-2_EXAMPLE`, then `us-west-2_EXAMPLE2` and so on. */
export const poolId = (index: number): string => `${REGION}_EXAMPLE${index === 0 ? '' : index + 1}`;

const clientOf = (number: number, index: number): Client => ({
    id: `${number}example23456789`,
    kind: around(KINDS, index),
});

/** @param clientCount how many clients each pool has, at least one */
export const poolOf = (index: number, clientCount: number): Pool => {
    const firstNumber = index * clientCount + 1;
    const others = Array.from({ length: clientCount - 1 }, (_, at) => clientOf(firstNumber + at + 1, at + 1));
    return { index, id: poolId(index), clients: [clientOf(firstNumber, 0), ...others] };
};

export type World = Population & { readonly pools: readonly [Pool, ...Pool[]] };

export const worldOf = ({ seed, users, pools, clients }: GenerateOptions): World => {
    const others = Array.from({ length: pools - 1 }, (_, at) => poolOf(at + 1, clients));
    return { seed, users, poolCount: pools, pools: [poolOf(0, clients), ...others] };
};
