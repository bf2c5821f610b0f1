/** The world that stays the same while events happen in it: user pools, and users who are derived when they are met. */
import type { GenerateOptions } from './options.ts';
import { poolOf, type Pool } from './pool.ts';
import type { Population } from './user.ts';

export type World = Population & { readonly pools: readonly [Pool, ...Pool[]] };

export const worldOf = ({ seed, users, pools, clients }: GenerateOptions): World => {
    const others = Array.from({ length: pools - 1 }, (_, at) => poolOf(at + 1, clients));
    return { seed, users, poolCount: pools, pools: [poolOf(0, clients), ...others] };
};
