/** Loads the transform for a local replay: the very bundle that is deployed, with ports of this machine. */
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { BatchCounts } from '../batch-counts.ts';
import { Complaint } from '../complaint.ts';
import { packageRoot } from '../package-root.ts';
import { LOCAL_STREAMS, type CallTransform } from './local-firehose.ts';

type Report = (handled: { readonly counts: BatchCounts }) => void;
type Ports = {
    readonly put: (stream: string, records: readonly Buffer[]) => Promise<readonly boolean[]>;
    readonly leftMs: () => number;
    readonly wait: (ms: number) => Promise<void>;
    readonly random: () => number;
};
type Door = { readonly settings: typeof LOCAL_STREAMS; readonly portsOf: () => Ports; readonly report: Report };
type HandlerWith = (door: Door) => (event: object, context: object) => Promise<unknown>;

const bundle = z.object({ handlerWith: z.custom<HandlerWith>((value) => typeof value === 'function') });

/** The transform as the local Firehose calls it. Throws a Complaint when the bundle has not been built. */
export const loadTransform = (): CallTransform => {
    const path = join(packageRoot(), 'dist', 'functions', 'transform.cjs');
    if (!existsSync(path)) throw new Complaint(`${path} is not there. Build it with: npm run build`);
    const { handlerWith } = bundle.parse(createRequire(path)(path));
    return async (event, putBack) => {
        const counted: BatchCounts[] = [];
        const handler = handlerWith({
            settings: LOCAL_STREAMS,
            portsOf: () => ({ put: async (stream, records) => putBack(stream, records), leftMs: () => 0, wait: async () => undefined, random: () => 0 }),
            report: ({ counts }) => counted.push(counts),
        });
        const answer = await handler(event, {});
        const [counts] = counted;
        if (counts === undefined) throw new Error('The transform reported no counts.');
        return { answer, counts };
    };
};
