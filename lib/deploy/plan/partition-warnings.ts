/** Warns if a stream could exceed its limit of active partitions. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { eventTypesOf } from '../glue/projection.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { destinationOf } from '../delivery/log-configuration.ts';

/** Of the default limit of 500 for a stream: docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MANY_PARTITIONS = 400;
/** Around midnight, records of two days arrive. */
const OPEN_DAYS = 2;

const partitionWarning = (config: LakeConfig, table: TableName): readonly string[] => {
    const pools = config.pools.filter((pool) => destinationOf(pool, table) !== 'none').length;
    const types = eventTypesOf(table).length;
    const partitions = pools * types * OPEN_DAYS;
    if (partitions <= MANY_PARTITIONS) return [];
    return [
        `The stream of ${table} may reach ${partitions} active partitions ` +
            `(${pools} pools × ${types} types × ${OPEN_DAYS} days) of 500 allowed. Records beyond go to errors/. ` +
            'Ask AWS for more active partitions, or move some pools to another stack.',
    ];
};

export const partitionWarnings = (config: LakeConfig): readonly string[] =>
    TABLE_NAMES.flatMap((table) => partitionWarning(config, table));
