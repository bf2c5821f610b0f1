/** The transformation function of both streams: the door between Firehose and the path of a record. */
import { setTimeout } from 'node:timers/promises';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Context } from 'aws-lambda';
import { handleBatch, type Handled, type Ports } from '../lib/handle-batch.ts';
import { reportBatch } from '../lib/report-batch.ts';
import { settingsFrom, type Settings } from '../lib/settings.ts';
import type { FirehoseAnswer } from '../schemas/firehose-event.ts';

/** Kept of the function's time for the answer itself, when pieces are tried again. */
const RESERVED_MS = 5000;

let client: FirehoseClient | undefined;

/** Loads the client when something is put back for the first time: most invocations need none. */
const putRecords: Ports['put'] = async (stream, records) => {
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    client ??= new Client({});
    const command = new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((Data) => ({ Data })) });
    const { RequestResponses } = await client.send(command);
    return records.map((_, index) => RequestResponses?.[index]?.RecordId !== undefined);
};

const portsOf = (context: Context): Ports => ({
    put: putRecords,
    leftMs: () => context.getRemainingTimeInMillis() - RESERVED_MS,
    wait: async (ms) => setTimeout(ms),
    random: Math.random,
});

/** What a handler is made with: in Lambda from the environment and the AWS SDK, in a local replay from what plays Firehose. */
export type Door = {
    readonly settings: Settings;
    readonly portsOf: (context: Context) => Ports;
    readonly report: (handled: Handled, settings: Settings, context: Context) => void;
};

/** Makes the handler of a Firehose transformation. */
export const handlerWith =
    ({ settings, portsOf: ports, report }: Door) =>
    async (invocation: unknown, context: Context): Promise<FirehoseAnswer> => {
        const handled = await handleBatch(invocation, settings, ports(context));
        report(handled, settings, context);
        return handled.answer;
    };

/** The function that Lambda calls. */
export const handler = handlerWith({ settings: settingsFrom(process.env), portsOf, report: reportBatch });
