/** Simulates dynamic partitioning: validates the partition keys of a reply and limits the active partitions. */
import { PARTITION_COLUMNS, type TableName } from '../../schemas/columns.ts';
import type { CheckedReplyRecord } from './check-reply.ts';
import type { RecordFailure } from './error-objects.ts';

export type PartitionKeys = Readonly<Record<string, string>>;

/** The maximum length of a key's value. */
const MAX_KEY_BYTES = 512;

/** docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html. */
const UNUSABLE_KEYS: RecordFailure = {
    type: 'partitioning-failed',
    code: 'DynamicPartitioning.MetadataExtractionFailed',
    message: `A partition key is missing, empty, not a string, or longer than ${MAX_KEY_BYTES} bytes`,
    attempts: 1,
};
const TOO_MANY_PARTITIONS: RecordFailure = {
    type: 'activePartitionExceeded',
    code: 'DynamicPartitioning.ActivePartitionLimitExceeded',
    message: 'The number of active partitions has exceeded the configured limit',
    attempts: 1,
};

const isUsableKey = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_KEY_BYTES;

/** The partitions that have received rows, by table. */
export class ActivePartitions {
    readonly #max: number;
    readonly #active: Readonly<Record<TableName, Set<string>>> = {
        user_activity: new Set(),
        user_notification: new Set(),
    };

    /** @param max active partitions per table */
    constructor(max: number) {
        this.#max = max;
    }

    /** The partition keys of an `Ok` record, or why it goes to the errors. */
    resolve(
        table: TableName,
        { metadata }: CheckedReplyRecord,
    ): { readonly keys: PartitionKeys } | { readonly failure: RecordFailure } {
        const values = metadata?.partitionKeys ?? {};
        const keys: Record<string, string> = {};
        for (const { name } of PARTITION_COLUMNS) {
            const value = values[name];
            if (!isUsableKey(value)) return { failure: UNUSABLE_KEYS };
            keys[name] = value;
        }
        return this.#isActive(table, keys) ? { keys } : { failure: TOO_MANY_PARTITIONS };
    }

    #isActive(table: TableName, keys: PartitionKeys): boolean {
        if (this.#max === Infinity) return true;
        const active = this.#active[table];
        const partition = JSON.stringify(keys);
        if (active.size < this.#max) active.add(partition);
        return active.has(partition);
    }
}
