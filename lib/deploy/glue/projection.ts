/** The partition projection of a table: Athena computes the partitions, Glue stores none. */
import { DELIVERY_ERROR, EVENT_TYPES } from '../../../schemas/vocabulary.ts';
import type { TableName } from '../../../schemas/columns.ts';

const EVENT_TYPES_OF: Record<TableName, readonly string[]> = {
    user_activity: EVENT_TYPES,
    user_notification: [DELIVERY_ERROR],
};

/** The event types that a table has partitions for. */
export const eventTypesOf = (table: TableName): readonly string[] => EVENT_TYPES_OF[table];

/**
 * docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html.
 *
 * @param userPoolIds the pool ids, separated by commas
 */
export const projection = <Text>(table: TableName, userPoolIds: Text): Readonly<Record<string, Text | string>> => ({
    'projection.enabled': 'true',
    'projection.user_pool_id.type': 'enum',
    'projection.user_pool_id.values': userPoolIds,
    'projection.event_type.type': 'enum',
    'projection.event_type.values': eventTypesOf(table).join(','),
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': '2020-01-01,NOW+1DAYS',
});
