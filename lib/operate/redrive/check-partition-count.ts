/** Counts the partitions that a redrive would write to: a stream keeps a file open for each. */
import { toLine, isRejected, type Line } from '../../transform/to-line.ts';
import { UserError } from '../../basics/user-error.ts';
import { partitionKey } from '../../transform/row/route.ts';
import type { Piece } from '../../transform/reply/split-record.ts';
import { decode } from '../../transform/decode/decode.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { redrive, type RedriveOptions } from './redrive.ts';

/** A stream may have 500 active partitions in all, and its own records use some. */
const MAX_PARTITIONS = 100;

const partitionKeysOf = ({ bytes }: Piece): readonly string[] =>
    decode({ recordId: '', arrivedAt: 0, data: bytes.toString('base64') })
        .map(toLine)
        .filter((event): event is Line => !isRejected(event))
        .map(({ partition }) => partitionKey(partition));

/** The same destination, but it only collects partitions and sends nothing. */
const countingDestination = (destination: RedriveDestination, partitions: Set<string>): RedriveDestination => ({
    ...destination,
    ledger: { sent: destination.ledger.sent, append: async () => undefined },
    send: async (pieces) => {
        for (const piece of pieces) for (const partition of partitionKeysOf(piece)) partitions.add(partition);
        return new Set(pieces);
    },
    finish: async () => new Set(),
    close: async () => undefined,
});

/** Throws a UserError if a redrive would write to too many partitions of a stream. Sends nothing. */
export const checkPartitionCount = async (
    options: RedriveOptions & { readonly destination: RedriveDestination },
): Promise<void> => {
    const partitions = new Set<string>();
    await redrive({
        ...options,
        onBytes: () => undefined,
        destination: countingDestination(options.destination, partitions),
    });
    if (partitions.size <= MAX_PARTITIONS) return;
    throw new UserError(
        `The events belong to ${partitions.size} partitions. ` +
            `More than ${MAX_PARTITIONS} at once can exceed the stream's limit of active partitions. ` +
            'Send them in parts with --from and --until, send them to the lake with --to-lake, or add --force.',
    );
};
