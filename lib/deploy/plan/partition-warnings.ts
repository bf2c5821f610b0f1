/** Warns where so many pools write that a stream could have more partitions open at once than it may. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { eventTypesOf } from '../glue/projection.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { destinationOf } from '../delivery/log-configuration.ts';

/** Of the 500 that a stream has by default: docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MANY_PARTITIONS = 400;
/** About midnight records of two days arrive. */
const DAYS = 2;

const warningOf = (config: LakeConfig, table: TableName): readonly string[] => {
    const pools = config.pools.filter((pool) => destinationOf(pool, table) !== 'none').length;
    const types = eventTypesOf(table).length;
    const partitions = pools * types * DAYS;
    if (partitions <= MANY_PARTITIONS) return [];
    return [
        `${pools} pools × ${types} types × ${DAYS} days are ${partitions} partitions that the stream of ${table} may have open at once, of 500 that it is allowed: what exceeds goes to errors/. Ask AWS for more active partitions, or put some pools into a stack of their own.`,
    ];
};

export const partitionWarnings = (config: LakeConfig): readonly string[] =>
    TABLE_NAMES.flatMap((table) => warningOf(config, table));
