/** Partitions kept records as Firehose does: by the keys of the answer, so long as they can be used and are not too many. */
import { PARTITION_COLUMNS, type TableName } from '../../schemas/columns.ts';
import type { CheckedAnswer } from './check-answer.ts';
import type { RecordFailure } from './error-objects.ts';

export type PartitionKeys = Readonly<Record<string, string>>;

/** The longest value of a key, in bytes. */
const MAX_KEY_BYTES = 512;

/** docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html. */
const UNUSABLE: RecordFailure = {
    type: 'partitioning-failed',
    code: 'DynamicPartitioning.MetadataExtractionFailed',
    message: `A partition key is missing, is empty, is no text, or has more than ${MAX_KEY_BYTES} bytes`,
    attempts: 1,
};
const TOO_MANY: RecordFailure = {
    type: 'activePartitionExceeded',
    code: 'DynamicPartitioning.ActivePartitionLimitExceeded',
    message: 'The number of active partitions has exceeded the configured limit',
    attempts: 1,
};

const isUsable = (value: unknown): value is string =>
    typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_KEY_BYTES;

/** The partitions that have got rows. */
export class ActivePartitions {
    readonly #most: number;
    readonly #active: Readonly<Record<TableName, Set<string>>> = {
        user_activity: new Set(),
        user_notification: new Set(),
    };

    constructor(most: number) {
        this.#most = most;
    }

    /** The keys of a kept record, or why it goes to the errors. */
    of(
        table: TableName,
        { metadata }: CheckedAnswer,
    ): { readonly keys: PartitionKeys } | { readonly failure: RecordFailure } {
        const given = metadata?.partitionKeys ?? {};
        const keys: Record<string, string> = {};
        for (const { name } of PARTITION_COLUMNS) {
            const value = given[name];
            if (!isUsable(value)) return { failure: UNUSABLE };
            keys[name] = value;
        }
        return this.#isActive(table, keys) ? { keys } : { failure: TOO_MANY };
    }

    #isActive(table: TableName, keys: PartitionKeys): boolean {
        if (this.#most === Infinity) return true;
        const active = this.#active[table];
        const partition = JSON.stringify(keys);
        if (active.size < this.#most) active.add(partition);
        return active.has(partition);
    }
}
