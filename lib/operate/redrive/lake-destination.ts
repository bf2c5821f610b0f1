/** A lake as the place to redrive to: through the same transform as Firehose's, all of it or nothing. */
import { open } from 'node:fs/promises';
import type { CallTransform } from '../../firehose/call-transform.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { LocalFirehose } from '../../firehose/local-firehose.ts';
import type { Piece } from '../../transform/reply/take-apart.ts';
import type { Destination } from './destination.ts';
import { idsIn } from './failed-events.ts';
import { lakeLedger } from './lake-ledger.ts';

/** The ledger must not know of rows that a power cut can take away. */
const sync = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
        const file = await open(path, 'r');
        await file.sync().finally(async () => file.close());
    }
};

/** What fails there is told and not written to the lake's errors: the line that it comes from stays where it is. */
export const lakeDestination = async (lake: string, call: CallTransform): Promise<Destination> => {
    const ledger = await lakeLedger(lake);
    const writer = await LakeWriter.open(lake);
    const lost = new Set<string>();
    let isOpen = true;
    const firehose = new LocalFirehose(call, {
        keep: (table, keys, data) => {
            writer.keep(table, keys, data);
        },
        refuse: async (_, { data }) => {
            for (const id of idsIn(Buffer.from(data, 'base64'))) lost.add(id);
        },
        count: () => undefined,
        settle: async () => writer.settle(),
    });
    const put = async ({ table, bytes }: Piece): Promise<void> =>
        firehose.put({ table, arrivedAt: 0, data: bytes.toString('base64'), origin: { name: lake, line: 0 } });
    return {
        name: lake,
        ledger,
        takes: () => true,
        isForGood: false,
        send: async (pieces) => {
            for (const piece of pieces) await put(piece);
            return new Set(pieces);
        },
        finish: async () => {
            await firehose.drain();
            isOpen = false;
            await sync(await writer.finish());
            return lost;
        },
        close: async () => {
            if (isOpen) await writer.close();
        },
    };
};
