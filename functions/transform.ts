/** Lambda handler: the transformation function of both delivery streams. */
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { handleBatch, type HandledBatch, type StreamPorts } from '../lib/transform/handle-batch.ts';
import { putRecords } from '../lib/transform/put-records.ts';
import { reportBatch } from '../lib/transform/report-batch.ts';
import { settingsFrom, type Settings } from '../lib/transform/settings.ts';
import type { FirehoseReply } from '../schemas/firehose-event.ts';

/** Time reserved for building the reply when retries use up the timeout. */
const RESERVED_MS = 5000;

const portsOf = (context: Context): StreamPorts => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    return {
        put: async (stream, records) => putRecords({ stream, records, leftMs: leftMs() }),
        leftMs,
        wait: async (ms) => setTimeout(ms),
        random: Math.random,
    };
};

/** Dependencies of the handler: in Lambda the environment and the AWS SDK, in a local replay the simulated Firehose. */
export type TransformDependencies = {
    readonly settings: Settings;
    readonly portsOf: (context: Context) => StreamPorts;
    readonly report: (handled: HandledBatch, settings: Settings, context: Context) => void;
};

/** Creates the handler of a Firehose transformation. */
export const handlerWith =
    ({ settings, portsOf: ports, report }: TransformDependencies) =>
    async (invocation: unknown, context: Context): Promise<FirehoseReply> => {
        const handled = await handleBatch(invocation, settings, ports(context));
        report(handled, settings, context);
        return handled.reply;
    };

/** The function that Lambda calls. */
export const handler = handlerWith({ settings: settingsFrom(process.env), portsOf, report: reportBatch });
