/** The transformation function of both streams: the door between Firehose and the path of a record. */
import { setTimeout } from 'node:timers/promises';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Context } from 'aws-lambda';
import { handleBatch, type Handled, type Ports } from '../lib/handle-batch.ts';
import { reportBatch, reportFailedPut } from '../lib/report-batch.ts';
import { settingsFrom, type Settings } from '../lib/settings.ts';
import type { FirehoseAnswer } from '../schemas/firehose-event.ts';

/** Kept of the function's time for the answer itself, when pieces are tried again. */
const RESERVED_MS = 5000;
const SHORTEST_CALL_MS = 1000;

let client: FirehoseClient | undefined;

type Call = { readonly stream: string; readonly records: readonly Buffer[]; readonly withinMs: number };

/** Loads the client when something is put back for the first time: most invocations need none. */
const putRecords = async ({ stream, records, withinMs }: Call): Promise<readonly boolean[]> => {
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    client ??= new Client({});
    const command = new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records.map((Data) => ({ Data })) });
    const { RequestResponses } = await client.send(command, { abortSignal: AbortSignal.timeout(withinMs) });
    const answers = records.map((_, index) => RequestResponses?.[index]);
    const codes = answers.filter((answer) => answer?.RecordId === undefined).map((answer) => answer?.ErrorCode ?? 'NoAnswer');
    if (codes.length > 0) reportFailedPut(stream, codes);
    return answers.map((answer) => answer?.RecordId !== undefined);
};

/** A call that hangs would take the whole batch with it: it gets the time that is left, and a second when there is none. */
const portsOf = (context: Context): Ports => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    return {
        put: async (stream, records) =>
            putRecords({ stream, records, withinMs: Math.max(leftMs(), SHORTEST_CALL_MS) }).catch((error: unknown) => {
                reportFailedPut(stream, records.map(() => (error instanceof Error ? error.name : 'Error')));
                throw error;
            }),
        leftMs,
        wait: async (ms) => setTimeout(ms),
        random: Math.random,
    };
};

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
