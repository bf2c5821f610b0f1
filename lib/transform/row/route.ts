/** Finds the partition of a row. */
import type { Partition } from '../../../schemas/columns.ts';
import { DELIVERY_ERROR, EVENT_TYPE_BY_WORD, wordFor } from '../../../schemas/vocabulary.ts';
import type { Normalised } from './normalise.ts';
import { dayText } from './timestamp-text.ts';

/**
 * The partition of a row. Each value is from a closed list, validated by parse, or a date: no row can escape its
 * folder.
 */
export const route = ({ table, userPoolId, partitionAt, row }: Normalised): Partition => {
    const dt = dayText(partitionAt);
    return table === 'user_activity'
        ? { user_pool_id: userPoolId, event_type: wordFor(EVENT_TYPE_BY_WORD, row.event_type_raw) ?? 'Other', dt }
        : { user_pool_id: userPoolId, event_type: DELIVERY_ERROR, dt };
};

/** A key for grouping by partition. */
export const partitionKey = ({ user_pool_id, event_type, dt }: Partition): string =>
    `${user_pool_id}/${event_type}/${dt}`;

/** Whether two partitions of a table are the same. */
export const isSamePartition = (one: Partition, other: Partition): boolean =>
    one.dt === other.dt && one.event_type === other.event_type && one.user_pool_id === other.user_pool_id;
