/** The transformation function of both streams: the door between Firehose and the path of a record. */
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { handleBatch, type Handled, type Ports } from '../lib/transform/handle-batch.ts';
import { putRecords } from '../lib/transform/put-records.ts';
import { reportBatch } from '../lib/transform/report-batch.ts';
import { settingsFrom, type Settings } from '../lib/transform/settings.ts';
import type { FirehoseAnswer } from '../schemas/firehose-event.ts';

/** Kept of the function's time for the answer itself, when pieces are tried again. */
const RESERVED_MS = 5000;

const portsOf = (context: Context): Ports => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    return {
        put: async (stream, records) => putRecords({ stream, records, leftMs: leftMs() }),
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
