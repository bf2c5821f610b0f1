/** The Lambda handler of the transform: reads the invocation, handles it, reports it, replies. */
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import type { FirehoseReply } from '../../schemas/firehose-event.ts';
import { handleBatch, type HandledBatch, type StreamPorts } from './handle-batch.ts';
import { putRecords } from './put-records.ts';
import { reportBatch } from './report-batch.ts';
import { settingsFrom, type Settings } from './settings.ts';

/** Time reserved for building the reply when retries use up the timeout. */
const RESERVED_MS = 5000;

/** What a handler depends on: in Lambda the environment and the AWS SDK, in a local replay the simulated Firehose. */
export type TransformDependencies<InvocationContext> = {
    readonly settings: Settings;
    readonly portsOf: (context: InvocationContext) => StreamPorts;
    readonly report: (handled: HandledBatch, settings: Settings, context: InvocationContext) => void;
};

export type TransformHandler<InvocationContext> = (
    invocation: unknown,
    context: InvocationContext,
) => Promise<FirehoseReply>;

/** Makes the handler of a Firehose transformation. */
export const handlerWith =
    <InvocationContext>({
        settings,
        portsOf,
        report,
    }: TransformDependencies<InvocationContext>): TransformHandler<InvocationContext> =>
    async (invocation, context) => {
        const handled = await handleBatch(invocation, settings, portsOf(context));
        report(handled, settings, context);
        return handled.reply;
    };

const lambdaPorts = (context: Context): StreamPorts => {
    const leftMs = (): number => context.getRemainingTimeInMillis() - RESERVED_MS;
    return {
        put: async (stream, records) => putRecords({ stream, records, leftMs: leftMs() }),
        leftMs,
        wait: async (ms) => setTimeout(ms),
        random: Math.random,
    };
};

/** The handler that Lambda calls. Throws an Error if an environment variable is invalid. */
export const lambdaHandler = (environment: NodeJS.ProcessEnv): TransformHandler<Context> =>
    handlerWith({ settings: settingsFrom(environment), portsOf: lambdaPorts, report: reportBatch });
