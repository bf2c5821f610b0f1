/** Calls the transform on this machine: the very bundle that is deployed, with what it puts back handed to the caller. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod';
import type { TableName } from '../../schemas/columns.ts';
import type { BatchCounts } from '../batch-counts.ts';
import { Complaint } from '../complaint.ts';
import { packageRoot } from '../package-root.ts';

/** Names end as those of the deployed streams do. */
export const LOCAL_STREAMS: Readonly<Record<TableName, string>> = {
    user_activity: 'local-user-activity',
    user_notification: 'local-user-notification',
};

/** One call of PutRecordBatch: its stream, and its records in base64. */
export type PutBack = { readonly stream: string; readonly records: readonly string[] };

/** What an invocation came to. */
export type Invoked = { readonly answer: unknown; readonly counts: BatchCounts; readonly putBack: readonly PutBack[] };

/** Invokes the transform with the event of a Firehose transformation. */
export type CallTransform = (event: object) => Promise<Invoked>;

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
type HandlerWith = (door: Door) => (event: object, context: object) => Promise<unknown>;

const bundle = z.object({ handlerWith: z.custom<HandlerWith>((value) => typeof value === 'function') });

const bundlePath = (): string => join(packageRoot(), 'dist', 'functions', 'transform.cjs');

/** Checks that the bundle has been built. Throws a Complaint when it has not. */
export const checkBundle = (): void => {
    if (!existsSync(bundlePath())) throw new Complaint(`${bundlePath()} is not there. Build it with: npm run build`);
};

/** The transform in this thread. Takes all that is put back. */
export const transformHere = (): CallTransform => {
    checkBundle();
    const path = bundlePath();
    const { handlerWith } = bundle.parse(createRequire(path)(path));
    return async (event) => {
        const counted: BatchCounts[] = [];
        const putBack: PutBack[] = [];
        const put: Ports['put'] = async (stream, records) => {
            putBack.push({ stream, records: records.map((record) => record.toString('base64')) });
            return records.map(() => true);
        };
        const portsOf = (): Ports => ({ put, leftMs: () => 0, wait: async () => undefined, random: () => 0 });
        const answer = await handlerWith({ settings: LOCAL_STREAMS, portsOf, report: ({ counts }) => counted.push(counts) })(event, {});
        const [counts] = counted;
        if (counts === undefined) throw new Error('The transform reported no counts.');
        return { answer, counts, putBack };
    };
};
