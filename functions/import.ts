/** The import function: the door between the queue of exported objects and the streams. */
import { setTimeout } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { importBatch, type BatchResponse } from '../lib/operate/import/import-batch.ts';
import type { Outside } from '../lib/operate/import/import-message.ts';
import { importSettingsFrom, type ImportSettings } from '../lib/operate/import/import-settings.ts';
import { reportImport } from '../lib/operate/import/report-import.ts';
import type { Streams } from '../lib/transform/reply/put-back.ts';
import { putRecords } from '../lib/transform/put-records.ts';
import { openStore } from '../lib/store/open-store.ts';
import { pace } from '../lib/operate/redrive/stream-destination.ts';

/** Kept of the function's time for the new message and the answer. */
const RESERVED_MS = 15_000;

/** Two functions at once take half of what a stream takes in most regions, 1 MiB/s: the direct export writes to it too. */
const BYTES_PER_SECOND = 256 * 1024;

let client: SQSClient | undefined;

/** Loads the client when something is left for later for the first time: most objects are small. */
const send = async (queue: string, body: string, delaySeconds: number): Promise<void> => {
    const { SQSClient: Client, GetQueueUrlCommand, SendMessageCommand } = await import('@aws-sdk/client-sqs');
    client ??= new Client({});
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delaySeconds }));
};

/** What a handler is made with: in Lambda the clock, in a test one that does not wait. */
type Door = { readonly wait: (ms: number) => Promise<void>; readonly nowMs: () => number };

const streamsOf = ({ streams }: ImportSettings, context: Context, { wait }: Door): Streams => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    const keepPace = pace(BYTES_PER_SECOND, { now: () => performance.now(), wait });
    return {
        has: () => true,
        put: async (table, records) => {
            await keepPace(records.reduce((sum, { length }) => sum + length, 0));
            return putRecords({ stream: streams[table], records, leftMs: leftMs() });
        },
        leftMs,
        wait,
        random: Math.random,
    };
};

const outsideOf = (settings: ImportSettings, context: Context, door: Door): Outside => ({
    open: async (bucket) => openStore(`s3://${bucket}`),
    streams: streamsOf(settings, context, door),
    send: async (body, delaySeconds) => send(settings.queue, body, delaySeconds),
    nowMs: door.nowMs,
});

/** Makes the handler of a queue of exported objects. */
export const handlerWith =
    (door: Door) =>
    async (invocation: unknown, context: Context): Promise<BatchResponse> =>
        importBatch(invocation, outsideOf(importSettingsFrom(process.env), context, door), (outcomes) =>
            reportImport(outcomes, context),
        );

/** The function that Lambda calls. */
export const handler = handlerWith({ wait: async (ms) => setTimeout(ms), nowMs: Date.now });
