/** A lake as the destination of a redrive: events go through the transform, and all of them are published or none. */
import { open } from 'node:fs/promises';
import type { CallTransform } from '../../firehose/call-transform.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { LocalFirehose } from '../../firehose/local-firehose.ts';
import type { Piece } from '../../transform/reply/split-record.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { eventIdsIn } from './failed-events.ts';
import { openLakeLedger } from './lake-ledger.ts';

/** Flushes files to disk before the ledger lists their rows, so that a power cut cannot lose them. */
const syncFiles = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
        const file = await open(path, 'r');
        await file.sync().finally(async () => file.close());
    }
};

/**
 * Opens the destination. Failed events are counted and not written to the lake's errors/: their error line still
 * exists.
 */
export const lakeDestination = async (
    lake: string,
    call: CallTransform,
    nowMs = Date.now(),
): Promise<RedriveDestination> => {
    const ledger = await openLakeLedger(lake);
    const writer = await LakeWriter.open(lake);
    const lost = new Set<string>();
    let isOpen = true;
    const firehose = new LocalFirehose(call, {
        write: (table, keys, data) => {
            writer.write(table, keys, data);
        },
        reject: async (_, { data }) => {
            for (const id of eventIdsIn(Buffer.from(data, 'base64'))) lost.add(id);
        },
        count: () => undefined,
        catchUp: async () => writer.catchUp(),
    });
    const put = async ({ table, bytes }: Piece): Promise<void> =>
        firehose.put({ table, arrivedAt: nowMs, data: bytes.toString('base64'), position: { name: lake, line: 0 } });
    return {
        name: lake,
        ledger,
        accepts: () => true,
        isDurableOnSend: false,
        send: async (pieces) => {
            for (const piece of pieces) await put(piece);
            return new Set(pieces);
        },
        finish: async () => {
            await firehose.drain();
            const paths = await writer.finish();
            isOpen = false;
            await syncFiles(paths);
            return lost;
        },
        close: async () => {
            if (isOpen) await writer.close();
        },
    };
};
