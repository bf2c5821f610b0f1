/** Counts the partitions that a redrive would fill: a stream keeps a file open for each. */
import { answerable, isBad, type Line } from '../../transform/answerable.ts';
import { Complaint } from '../../basics/complaint.ts';
import { partitionKey } from '../../transform/row/route.ts';
import type { Piece } from '../../transform/reply/take-apart.ts';
import { unwrap } from '../../transform/decode/unwrap.ts';
import type { Destination } from './destination.ts';
import { redrive, type Redrive } from './redrive.ts';

/** A stream has 500 active partitions in all, and its own records fill some. */
const MAX_PARTITIONS = 100;

const partitionsOf = ({ bytes }: Piece): readonly string[] =>
    unwrap({ recordId: '', arrivedAt: 0, data: bytes.toString('base64') })
        .map(answerable)
        .filter((event): event is Line => !isBad(event))
        .map(({ partition }) => partitionKey(partition));

/** The same destination, which only counts. */
const counting = (destination: Destination, partitions: Set<string>): Destination => ({
    ...destination,
    ledger: { sent: destination.ledger.sent, note: async () => undefined },
    send: async (pieces) => {
        for (const piece of pieces) for (const partition of partitionsOf(piece)) partitions.add(partition);
        return new Set(pieces);
    },
    finish: async () => new Set(),
    close: async () => undefined,
});

/** Throws a Complaint when a redrive would fill too many partitions of a stream. Nothing is sent for it. */
export const refuseManyPartitions = async (asked: Redrive & { readonly destination: Destination }): Promise<void> => {
    const partitions = new Set<string>();
    await redrive({ ...asked, onBytes: () => undefined, destination: counting(asked.destination, partitions) });
    if (partitions.size <= MAX_PARTITIONS) return;
    throw new Complaint(
        `The events lie in ${partitions.size} partitions, and more than ${MAX_PARTITIONS} at once can push a stream over its limit of active ones. ` +
            'Send them in parts with --from and --until, send them to the lake with --to-lake, or send them all the same with --force.',
    );
};
