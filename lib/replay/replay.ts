/** Replays inputs into a lake: reads them, plays Firehose in front of the transform, and writes what it answers. */
import type { BatchCounts } from '../batch-counts.ts';
import type { Input } from './find-inputs.ts';
import { LakeWriter } from './lake-writer.ts';
import type { CallTransform } from './call-transform.ts';
import { LocalFirehose } from './local-firehose.ts';
import { readValues } from './read-values.ts';
import { recognise, unrecognised, type Came, type Handed } from './recognise.ts';
import { addCounts, addUnusable, closeSummary, newSummary, type Summary } from './summary.ts';

/** What a replay needs of the world outside. */
export type Outside = {
    readonly call: CallTransform;
    /** Epoch ms; no event is believed to be from later than a day after. */
    readonly nowMs: number;
    /** Called with the bytes of the inputs that have been read since the last call. */
    readonly onBytes: (bytes: number) => void;
};

const DAY_MS = 86_400_000;

/** The folder under which the delivery service writes exports: only the key tells that an event came so. */
const EXPORT_KEY = /(^|\/)AWSLogs\/\d{12}\/AWSCognitoServiceLogs\//;

/** A file shows in its first stretches whether it is one of Cognito's logs. */
const MAX_UNRECOGNISED = 100;

const cameFrom = ({ path, modifiedAt }: Input, nowMs: number): Came => ({
    ingestPath: path !== null && EXPORT_KEY.test(path) ? 's3_export' : null,
    modifiedAt,
    latestAt: nowMs + DAY_MS,
});

/** Reads one input. Until something is recognised, the rest is held: a file without anything is named, and not refused line by line. */
async function* handedOf(input: Input, came: Came, onBytes: Outside['onBytes']): AsyncGenerator<Handed> {
    let held: Buffer[] | null = [];
    for await (const stretch of readValues(input, onBytes)) {
        const found = recognise(stretch, came);
        if (found.length === 0 && held !== null) {
            held.push(Buffer.from(stretch));
            if (held.length > MAX_UNRECOGNISED) break;
            continue;
        }
        for (const earlier of held ?? []) yield unrecognised(earlier, came);
        held = null;
        yield* found.length > 0 ? found : [unrecognised(stretch, came)];
    }
    if (held !== null && held.length > 0) throw new Error('holds nothing that Cognito’s logs come in');
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class Replay {
    readonly summary: Summary = newSummary();
    readonly #outside: Outside;
    readonly #firehose: LocalFirehose;

    constructor(writer: LakeWriter, outside: Outside) {
        const { summary } = this;
        this.#outside = outside;
        this.#firehose = new LocalFirehose(outside.call, {
            keep: (table, keys, data) => {
                summary.rows[table] += writer.keep(table, keys, data);
            },
            refuse: async (table, arrival) => writer.refuse(table, arrival),
            count: (counts: BatchCounts) => addCounts(summary, counts),
            settle: async () => writer.settle(),
        });
    }

    /** Reads an input to its end, or to where it can't be read: what came before that stays. */
    async read(input: Input): Promise<void> {
        this.summary.files += 1;
        const handed = handedOf(input, cameFrom(input, this.#outside.nowMs), this.#outside.onBytes);
        for (;;) {
            const next = await handed.next().catch((error: unknown) => reasonOf(error));
            if (typeof next === 'string') return addUnusable(this.summary, { where: input.name, why: next });
            if (next.done === true) return undefined;
            this.summary.arrivals += 1;
            this.summary.events += next.value.eventCount;
            await this.#firehose.put(next.value);
        }
    }

    async drain(): Promise<void> {
        await this.#firehose.drain();
    }
}

/**
 * Replays inputs into a lake and sums up. The lake has all of it in the end, or nothing of this run where it fails.
 *
 * @throws Complaint when the lake's folder is something else; the error of the file system when it can't be written
 */
export const replay = async (inputs: readonly Input[], lake: string, outside: Outside): Promise<Summary> => {
    const startedAt = performance.now();
    const writer = await LakeWriter.open(lake);
    try {
        const run = new Replay(writer, outside);
        for (const input of inputs) await run.read(input);
        await run.drain();
        await writer.finish();
        return closeSummary(run.summary, (performance.now() - startedAt) / 1000);
    } catch (error) {
        await writer.close();
        throw error;
    }
};
