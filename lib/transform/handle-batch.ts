/** Handles an invocation: checks that it is Firehose's, finds the stream's table, and answers. */
import * as z from 'zod';
import { firehoseEvent } from '../../schemas/firehose-event.ts';
import type { TableName } from '../../schemas/columns.ts';
import type { Streams } from './reply/put-back.ts';
import { streamNameOf, tableOfStream, type Settings } from './settings.ts';
import { transform, type Transformed } from './transform.ts';

export type Handled = Transformed & { readonly stream: string; readonly table: TableName };

/** How the streams are reached by name; null where a table has none. */
export type Ports = Omit<Streams, 'has' | 'put'> & {
    readonly put: (stream: string, records: readonly Buffer[]) => Promise<readonly boolean[]>;
};

/** Events of the other table on a stream that is named for both would go round for ever. */
const streamsFrom = (table: TableName, stream: string, settings: Settings, ports: Ports): Streams => ({
    ...ports,
    has: (target) => settings[target] !== null && (target === table || settings[target] !== stream),
    // Only asked of a table that has one.
    put: (target, records) => ports.put(String(settings[target]), records),
});

/**
 * Answers an invocation of the transform.
 *
 * @throws Error when the invocation is no Firehose transformation event: nothing is known of records then that could be answered
 */
export const handleBatch = async (invocation: unknown, settings: Settings, ports: Ports): Promise<Handled> => {
    const { success, data, error } = firehoseEvent.safeParse(invocation);
    if (!success) {
        throw new Error(
            'Expected the event of a Firehose transformation: {invocationId, deliveryStreamArn, region, records: ' +
                `[{recordId, approximateArrivalTimestamp, data}]}.\n${z.prettifyError(error)}`,
        );
    }
    const stream = streamNameOf(data.deliveryStreamArn);
    const table = tableOfStream(stream, settings);
    return { ...(await transform(data, table, streamsFrom(table, stream, settings, ports))), stream, table };
};
