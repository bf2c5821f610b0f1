/** Calls the transform on this machine: the very bundle that is deployed, with what it puts back handed to the caller. */
import { createRequire } from 'node:module';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../transform/reply/batch-counts.ts';
import type { Fate, PutFate } from './faults.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from '../basics/complaint.ts';
import { packageRoot } from '../basics/package-root.ts';

/** The path of a file below dist/. Throws a Complaint when it has not been built. */
export const built = (...names: readonly string[]): string => {
    const path = join(packageRoot(), 'dist', ...names);
    if (!existsSync(path)) throw new Complaint(`${path} is not there. Build it with: npm run build`);
    return path;
};

/** Names end as those of the deployed streams do. */
export const LOCAL_STREAMS: Readonly<Record<TableName, string>> = {
    user_activity: 'local-user-activity',
    user_notification: 'local-user-notification',
};

/** One call of PutRecordBatch: its stream, and its records in base64. */
export type PutBack = { readonly stream: string; readonly records: readonly string[] };

/** What an invocation came to: the answer, or where in the function it failed. What was put on streams before that is there. */
export type Invoked = {
    readonly outcome: { readonly answer: unknown; readonly counts: BatchCounts } | { readonly failedAt: string };
    readonly putBack: readonly PutBack[];
};

/** Invokes the transform with the event of a Firehose transformation, and lets befall it what it is told. */
export type CallTransform = (event: object, fate: Fate) => Promise<Invoked>;

type Ports = {
    readonly put: (stream: string, records: readonly Buffer[]) => Promise<readonly boolean[]>;
    readonly leftMs: () => number;
    readonly wait: (ms: number) => Promise<void>;
    readonly random: () => number;
};
type Door = {
    readonly settings: typeof LOCAL_STREAMS;
    readonly portsOf: () => Ports;
    readonly report: (handled: { readonly counts: BatchCounts }) => void;
};
export type HandlerWith = (door: Door) => (event: object, context: object) => Promise<unknown>;

const bundle = z.object({ handlerWith: z.custom<HandlerWith>((value) => typeof value === 'function') });

/** The bundle that is deployed. Throws a Complaint when it has not been built. */
export const transformBundle = (): string => built('functions', 'transform.cjs');

/** Whether a stream takes a record, by its place in the call. */
const TAKES: Readonly<Record<PutFate, (index: number) => boolean>> = {
    taken: () => true,
    refused: () => false,
    some: (index) => index % 2 === 1,
    throws: () => false,
    lost: () => true,
};

/** Streams that take what they are told to, and note it; the time is that of the fate, and passes only in waits. */
const portsFor = ({ puts, leftMs }: Fate, putBack: PutBack[]): Ports => {
    let left = leftMs;
    let calls = 0;
    return {
        put: async (stream, records) => {
            const fate = puts[calls] ?? 'taken';
            calls += 1;
            const taken = records.map((_, index) => TAKES[fate](index));
            putBack.push({
                stream,
                records: records.filter((_, index) => taken[index]).map((record) => record.toString('base64')),
            });
            if (fate === 'throws' || fate === 'lost') throw new Error('A put that is played.');
            return taken;
        },
        leftMs: () => left,
        wait: async (ms) => {
            left -= ms;
        },
        random: () => 1,
    };
};

/** Where an error came from, without its message: that may hold a piece of a record. */
const placeOf = (error: unknown): string => {
    if (!(error instanceof Error)) return 'a throw of no error';
    const stack = error.stack ?? '';
    const frame = /^ +at .*$/m.exec(stack.slice(stack.indexOf(error.message) + error.message.length));
    return `${error.name}${frame === null ? '' : ` ${frame[0].trim()}`}`;
};

/** A handler as something to call. */
export const callWith =
    (handlerWith: HandlerWith): CallTransform =>
    async (event, fate) => {
        const counted: BatchCounts[] = [];
        const putBack: PutBack[] = [];
        const handler = handlerWith({
            settings: LOCAL_STREAMS,
            portsOf: () => portsFor(fate, putBack),
            report: ({ counts }) => counted.push(counts),
        });
        try {
            const answer = await handler(event, {});
            const [counts] = counted;
            return {
                outcome: counts === undefined ? { failedAt: 'a handler that reports no counts' } : { answer, counts },
                putBack,
            };
        } catch (error) {
            return { outcome: { failedAt: placeOf(error) }, putBack };
        }
    };

/** The transform in this thread. */
export const transformHere = (): CallTransform => {
    const path = transformBundle();
    return callWith(bundle.parse(createRequire(path)(path)).handlerWith);
};
