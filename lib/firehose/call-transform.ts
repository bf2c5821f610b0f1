/** Calls the deployed transform bundle on this machine; returns its re-ingested records to the caller. */
import { createRequire } from 'node:module';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import type { StreamPorts } from '../transform/handle-batch.ts';
import type { TransformDependencies } from '../transform/handler.ts';
import type { BatchCounts } from '../transform/reply/count-batch.ts';
import type { InvocationFaults, PutOutcome } from './faults.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../basics/user-error.ts';
import { packageRoot } from '../basics/package-root.ts';
import { locateError } from '../basics/thrown.ts';
import type { ThreadDeath } from './isolated-thread.ts';

/** The path of a file below dist/. Throws a UserError if it has not been built. */
export const builtFile = (...names: readonly string[]): string => {
    const path = join(packageRoot(), 'dist', ...names);
    if (!existsSync(path)) throw new UserError(`${path} does not exist. Build it with: npm run build`);
    return path;
};

/** The names end like those of the deployed streams. */
export const LOCAL_STREAMS: Readonly<Record<TableName, string>> = {
    user_activity: 'local-user-activity',
    user_notification: 'local-user-notification',
};

/** One PutRecordBatch call: its stream, and the accepted records in base64. */
export type PutCall = { readonly stream: string; readonly records: readonly string[] };

/** The result of an invocation: the reply, where in the function it failed, or how its thread died; and the puts. */
export type TransformInvocation = {
    readonly outcome:
        | { readonly reply: unknown; readonly counts: BatchCounts }
        | { readonly failedAt: string }
        | { readonly diedOf: ThreadDeath };
    readonly putCalls: readonly PutCall[];
};

/** Invokes the transform with the event of a Firehose transformation, and injects the faults. */
export type CallTransform = (event: object, faults: InvocationFaults) => Promise<TransformInvocation>;

/** What the bundle exports as `handlerWith`. Its reply is not trusted: check-reply.ts checks it. */
export type BundleHandlerFactory = (
    dependencies: TransformDependencies<object>,
) => (event: object, context: object) => Promise<unknown>;

const bundle = z.object({ handlerWith: z.custom<BundleHandlerFactory>((value) => typeof value === 'function') });

/** The path of the deployed bundle. Throws a UserError if it has not been built. */
export const findTransformBundle = (): string => builtFile('functions', 'transform.cjs');

/** Whether the stream accepts a record, by its index in the call. */
const IS_ACCEPTED: Readonly<Record<PutOutcome, (index: number) => boolean>> = {
    accepted: () => true,
    rejected: () => false,
    partial: (index) => index % 2 === 1,
    throws: () => false,
    response_lost: () => true,
};

/** Streams with scripted outcomes, which append each call to `putCalls`. Time passes only in waits. */
const simulatePorts = ({ putOutcomes, remainingMs }: InvocationFaults, putCalls: PutCall[]): StreamPorts => {
    let left = remainingMs;
    let calls = 0;
    return {
        put: async (stream, records) => {
            const outcome = putOutcomes[calls] ?? 'accepted';
            calls += 1;
            const accepted = records.map((_, index) => IS_ACCEPTED[outcome](index));
            putCalls.push({
                stream,
                records: records.filter((_, index) => accepted[index]).map((record) => record.toString('base64')),
            });
            if (outcome === 'throws' || outcome === 'response_lost') throw new Error('Simulated put failure.');
            return accepted;
        },
        leftMs: () => left,
        wait: async (ms) => {
            left -= ms;
        },
        random: () => 1,
    };
};

/** Wraps a handler of the bundle as a CallTransform. */
export const toCallTransform =
    (handlerWith: BundleHandlerFactory): CallTransform =>
    async (event, faults) => {
        const reported: BatchCounts[] = [];
        const putCalls: PutCall[] = [];
        const handler = handlerWith({
            settings: LOCAL_STREAMS,
            portsOf: () => simulatePorts(faults, putCalls),
            report: ({ counts }) => reported.push(counts),
        });
        try {
            const reply = await handler(event, {});
            const [counts] = reported;
            return {
                outcome: counts === undefined ? { failedAt: 'a handler that reports no counts' } : { reply, counts },
                putCalls,
            };
        } catch (error) {
            return { outcome: { failedAt: locateError(error) }, putCalls };
        }
    };

/** The transform of a bundle, run in this thread. Throws a UserError if the bundle is missing or not one of these. */
export const loadTransform = (path = findTransformBundle()): CallTransform => {
    const { success, data } = bundle.safeParse(createRequire(path)(path));
    if (!success) throw new UserError(`${path} exports no function handlerWith.`);
    return toCallTransform(data.handlerWith);
};
