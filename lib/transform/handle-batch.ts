/** Handles an invocation: validates the event, finds the table of the stream, and returns the reply. */
import * as z from 'zod';
import { firehoseEvent } from '../../schemas/firehose-event.ts';
import type { TableName } from '../../schemas/columns.ts';
import type { Streams } from './reply/reingest.ts';
import { streamNameOf, tableOfStream, type Settings } from './settings.ts';
import { transform, type TransformedBatch } from './transform.ts';

export type HandledBatch = TransformedBatch & { readonly stream: string; readonly table: TableName };

/** How to reach streams by name. */
export type StreamPorts = Omit<Streams, 'has' | 'put'> & {
    readonly put: (stream: string, records: readonly Buffer[]) => Promise<readonly boolean[]>;
};

/**
 * If one stream is configured for both tables, events of the other table would be re-ingested forever: they are
 * rejected.
 */
const streamsFrom = (table: TableName, stream: string, settings: Settings, ports: StreamPorts): Streams => ({
    ...ports,
    has: (target) => settings[target] !== null && (target === table || settings[target] !== stream),
    // Called only for a table that has a stream.
    put: (target, records) => ports.put(String(settings[target]), records),
});

/**
 * Handles an invocation of the transform.
 *
 * @throws Error if the invocation is not a Firehose transformation event: there are no records to reply to
 */
export const handleBatch = async (
    invocation: unknown,
    settings: Settings,
    ports: StreamPorts,
): Promise<HandledBatch> => {
    const { success, data, error } = firehoseEvent.safeParse(invocation);
    if (!success) {
        throw new Error(
            'The event is not a Firehose transformation event: {invocationId, deliveryStreamArn, region, records: ' +
                `[{recordId, approximateArrivalTimestamp, data}]}.\n${z.prettifyError(error)}`,
        );
    }
    const stream = streamNameOf(data.deliveryStreamArn);
    const table = tableOfStream(stream, settings);
    return { ...(await transform(data, table, streamsFrom(table, stream, settings, ports))), stream, table };
};
