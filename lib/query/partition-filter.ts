/** Derives the days and user pool that a query reads, so that other partitions need not be listed. */
import type { PartitionFilter } from '../lake/partitions/list-table-files.ts';
import type { SqlTemplate } from './sql-header.ts';
import type { ParameterValues } from './render-query.ts';
import { addDays } from '../basics/days.ts';

/** The value of user_pool_id that means every pool. No pool has this id: ids contain a `_`. */
const ALL_POOLS = 'all';

const firstValue = (values: ParameterValues, name: string): string | undefined => values.get(name)?.[0];

const lookbackDays = ({ lookback }: SqlTemplate, values: ParameterValues): number | null => {
    if (lookback === null) return null;
    return Math.max(0, Number(lookback.startsWith(':') ? firstValue(values, lookback.slice(1)) : lookback));
};

const dayFilterOf = (query: SqlTemplate, values: ParameterValues): PartitionFilter => {
    const [first, last, back] = [
        firstValue(values, 'first_day'),
        firstValue(values, 'last_day'),
        lookbackDays(query, values),
    ];
    if (first === undefined || last === undefined || back === null) return {};
    return { firstDay: addDays(first, -back), lastDay: last };
};

/** The partitions that a query reads, from its resolved values. Without a lookback in the header it is all days. */
export const partitionFilterOf = (query: SqlTemplate, values: ParameterValues): PartitionFilter => {
    const pool = firstValue(values, 'user_pool_id');
    return { ...dayFilterOf(query, values), ...(pool === undefined || pool === ALL_POOLS ? {} : { userPoolId: pool }) };
};
