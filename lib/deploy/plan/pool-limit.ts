/** The largest number of pools that a stack has room for, by the limits of the template and of the functions. */
import { MAX_IDS_BYTES, type LakeConfig } from '../config/lake-config.ts';

/** Of each limit this much is used at most: the next version of the stack needs room too. */
export const USED_SHARE = 0.95;

/** docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html. */
export const MAX_RESOURCES = 500;
export const MAX_TEMPLATE_BYTES = 1_000_000;

/**
 * A stack with every option, in the region with the longest name, without pools and for each pool. The check of the
 * largest stack (test/stack/check/largest.check.ts) holds these to the packaged template.
 */
export const LARGEST_STACK = { resources: 160, bytes: 525_000 } as const;
export const LARGEST_POOL = { resources: 2.1, bytes: 2700 } as const;

export type PoolLimit = { readonly pools: number; readonly reason: string };

const roomFor = (limit: number, used: number, each: number): number => Math.floor((limit * USED_SHARE - used) / each);

/** The limit for pools whose ids are as long as those of the config on average. */
export const poolLimit = ({ pools }: Pick<LakeConfig, 'pools'>): PoolLimit => {
    const idBytes = pools.reduce((sum, { id }) => sum + id.length + 1, 0) / pools.length;
    const limits: readonly PoolLimit[] = [
        { pools: Math.floor((MAX_IDS_BYTES + 1) / idBytes), reason: 'the environment of the transform' },
        {
            pools: roomFor(MAX_RESOURCES, LARGEST_STACK.resources, LARGEST_POOL.resources),
            reason: 'the resources of a template',
        },
        {
            pools: roomFor(MAX_TEMPLATE_BYTES, LARGEST_STACK.bytes, LARGEST_POOL.bytes),
            reason: 'the size of a template',
        },
    ];
    return limits.reduce((least, each) => (each.pools < least.pools ? each : least));
};
