/** A lake as the destination of a redrive: events go through the transform, and all of them are published or none. */
import { open } from 'node:fs/promises';
import type { TableName } from '../../../schemas/columns.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import type { EventText } from '../../transform/decode/decode.ts';
import type { CallTransform } from '../../firehose/call-transform.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { LocalFirehose } from '../../firehose/local-firehose.ts';
import type { Piece } from '../../transform/reply/split-record.ts';
import type { RedriveDestination } from './redrive-destination.ts';
import { eventIdsIn, eventTextsIn } from './failed-events.ts';
import { openLakeLedger } from './lake-ledger.ts';

/** Flushes files to disk before the ledger lists their rows, so that a power cut cannot lose them. */
const syncFiles = async (paths: readonly string[]): Promise<void> => {
    for (const path of paths) {
        const file = await open(path, 'r');
        await file.sync().finally(async () => file.close());
    }
};

/** A record for each event. */
const toPieces = (table: TableName, events: readonly EventText[]): readonly Piece[] =>
    events.map((event) => ({ table, bytes: Buffer.from(`${writeParcel(event)}\n`) }));

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
    const again: Piece[] = [];
    let isOpen = true;
    const firehose = new LocalFirehose(call, {
        write: (table, keys, data) => {
            writer.write(table, keys, data);
        },
        reject: async (table, { data, failure }) => {
            const bytes = Buffer.from(data, 'base64');
            const events = eventTextsIn(bytes);
            // A failed record of many events may fail for one of them.
            if (failure.type === 'processing-failed' && events.length > 1) again.push(...toPieces(table, events));
            else for (const id of eventIdsIn(bytes)) lost.add(id);
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
            for (const piece of again.splice(0)) await put(piece);
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
