/** Which days and pools a query reads, from its header and values: files of others need not even be listed. */
import type { Reach } from '../lake/partitions/partition-files.ts';
import type { Statement } from './header.ts';
import type { Values } from './render.ts';

const DAY_MS = 86_400_000;

/** The value of user_pool_id that means every pool; no pool is called so, an id has a `_`. */
const ALL_POOLS = 'all';

const one = (values: Values, name: string): string | undefined => values.get(name)?.[0];

const daysBack = ({ reachesBack }: Statement, values: Values): number | null => {
    if (reachesBack === null) return null;
    return Math.max(0, Number(reachesBack.startsWith(':') ? one(values, reachesBack.slice(1)) : reachesBack));
};

const earlier = (day: string, days: number): string =>
    new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);

const daysOf = (query: Statement, values: Values): Reach => {
    const [first, last, back] = [one(values, 'first_day'), one(values, 'last_day'), daysBack(query, values)];
    if (first === undefined || last === undefined || back === null) return {};
    return { firstDay: earlier(first, back), lastDay: last };
};

/** The reach of a query with checked and settled values. Days are limited only where the header says how far back it reads. */
export const reachOf = (query: Statement, values: Values): Reach => {
    const pool = one(values, 'user_pool_id');
    return { ...daysOf(query, values), ...(pool === undefined || pool === ALL_POOLS ? {} : { userPoolId: pool }) };
};
