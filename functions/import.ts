/** The import function: sends exported S3 objects, named by queue messages, to the streams. */
import { setTimeout } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { importBatch, type BatchResponse } from '../lib/operate/import/import-batch.ts';
import type { ImportDependencies } from '../lib/operate/import/import-message.ts';
import { importSettingsFrom, type ImportSettings } from '../lib/operate/import/import-settings.ts';
import { reportImport } from '../lib/operate/import/report-import.ts';
import type { Streams } from '../lib/transform/reply/reingest.ts';
import { putRecords } from '../lib/transform/put-records.ts';
import { createClient } from '../lib/aws/create-client.ts';
import { openStore } from '../lib/store/open-store.ts';
import { bytePacer } from '../lib/basics/pacing.ts';

/** Time reserved for sending a new message and building the reply. */
const RESERVED_MS = 15_000;

/** Two concurrent functions use half of a stream's 1 MiB/s in most regions. The direct export writes to it too. */
const BYTES_PER_SECOND = 256 * 1024;

let client: SQSClient | undefined;

/** Loads the SQS client at first use: most objects are small and need no new message. */
const send = async (queue: string, body: string, delaySeconds: number): Promise<void> => {
    const { SQSClient: Client, GetQueueUrlCommand, SendMessageCommand } = await import('@aws-sdk/client-sqs');
    client ??= createClient(Client, {}, {});
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds: delaySeconds }));
};

/** The clock of a handler. Tests pass one that does not wait. */
type ImportClock = { readonly wait: (ms: number) => Promise<void>; readonly nowMs: () => number };

const streamsOf = ({ streams }: ImportSettings, context: Context, { wait }: ImportClock): Streams => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    const keepPace = bytePacer(BYTES_PER_SECOND, { now: () => performance.now(), wait });
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

const dependenciesOf = (settings: ImportSettings, context: Context, clock: ImportClock): ImportDependencies => ({
    open: async (bucket) => openStore(`s3://${bucket}`),
    streams: streamsOf(settings, context, clock),
    send: async (body, delaySeconds) => send(settings.queue, body, delaySeconds),
    nowMs: clock.nowMs,
});

/** Makes the Lambda handler of the import queue. */
export const handlerWith =
    (clock: ImportClock) =>
    async (invocation: unknown, context: Context): Promise<BatchResponse> =>
        importBatch(invocation, dependenciesOf(importSettingsFrom(process.env), context, clock), (outcomes) =>
            reportImport(outcomes, context),
        );

/** The Lambda handler. */
export const handler = handlerWith({ wait: async (ms) => setTimeout(ms), nowMs: Date.now });
