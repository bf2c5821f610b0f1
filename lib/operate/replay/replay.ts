/** Replays inputs into a lake: reads them, plays Firehose in front of the transform, and writes what it answers. */
import { REFUSAL_REASONS } from '../../../schemas/refusal-reasons.ts';
import { answerable, isBad } from '../../transform/answerable.ts';
import { Complaint } from '../../basics/complaint.ts';
import { unwrap, type Unwrapped } from '../../transform/decode/unwrap.ts';
import type { CallTransform } from '../../firehose/call-transform.ts';
import { REFUSED, type FailedRecord } from '../../firehose/error-objects.ts';
import { NO_FAULTS, type Faults } from '../../firehose/faults.ts';
import type { Input } from '../../inputs/input.ts';
import { whereOf } from '../../inputs/found-in.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { LocalFirehose, type Destination } from '../../firehose/local-firehose.ts';
import { readInput } from '../../inputs/read-input.ts';
import { addCounts, addFailed, addUnusable, closeSummary, newSummary, type Summary } from './summary.ts';

/** What a replay needs of the world outside. */
export type Outside = {
    readonly call: CallTransform;
    /** Epoch ms; no event is believed to be from later than a day after. */
    readonly nowMs: number;
    /** Called with the bytes of the inputs that have been read since the last call. */
    readonly onBytes: (bytes: number) => void;
    /** Stops the run. */
    readonly signal?: AbortSignal;
    /** What goes wrong with the Firehose that is played; nothing, if none is given. */
    readonly faults?: Faults;
};

const DAY_MS = 86_400_000;

/** The events of a record that goes to the errors: what came, or the rows that the function made of it. */
const eventsOf = (record: FailedRecord): readonly Unwrapped[] => unwrap({ recordId: '', ...record });

/** Firehose is told no reason of what the function refused: the stages say it once more. */
const whyRefused = (record: FailedRecord): string => {
    if (record.failure !== REFUSED)
        return `could not be delivered, as ${record.failure.code}: ${record.failure.message}`;
    const reason = eventsOf(record).map(answerable).find(isBad)?.refusal;
    return reason === undefined ? 'is refused' : `is refused as ${reason}: ${REFUSAL_REASONS[reason]}`;
};

/** A local Firehose that writes to a lake, and counts. */
const firehoseTo = (writer: LakeWriter, summary: Summary, { call, faults = NO_FAULTS }: Outside): LocalFirehose => {
    const destination: Destination = {
        keep: (table, keys, data) => {
            summary.rows[table] += writer.keep(table, keys, data);
        },
        refuse: async (table, record, origin) => {
            if (record.failure !== REFUSED)
                addFailed(summary, record.failure, { events: eventsOf(record).length, isNew: origin !== null });
            if (origin !== null) addUnusable(summary, whereOf(origin), () => whyRefused(record));
            await writer.refuse(table, record);
        },
        count: (counts, eventsIn) => {
            addCounts(summary, counts);
            summary.events += eventsIn;
        },
        settle: async () => writer.settle(),
    };
    return new LocalFirehose(call, destination, faults);
};

/** Reads every input to its end, or to where it can't be read: what came before that stays. */
const readAll = async (
    inputs: readonly Input[],
    { summary, firehose }: Run,
    { nowMs, onBytes, signal }: Outside,
): Promise<void> => {
    for (const input of inputs) {
        summary.files += 1;
        for await (const { handed, unusable } of readInput(input, { latestAt: nowMs + DAY_MS, onBytes })) {
            signal?.throwIfAborted();
            for (const { where, why } of unusable) addUnusable(summary, where, () => why);
            summary.arrivals += handed.length;
            for (const one of handed) await firehose.put(one);
        }
    }
    await firehose.drain();
};

type Run = { readonly summary: Summary; readonly firehose: LocalFirehose };

const runInto = async (writer: LakeWriter, inputs: readonly Input[], outside: Outside): Promise<Summary> => {
    const summary = newSummary();
    const firehose = firehoseTo(writer, summary, outside);
    outside.signal?.addEventListener('abort', () => writer.stop());
    try {
        await readAll(inputs, { summary, firehose }, outside);
        await writer.finish();
        return summary;
    } catch (error) {
        await writer.close();
        const isStopped = outside.signal?.aborted === true && !(error instanceof Complaint);
        throw isStopped ? new Complaint('Stopped. Nothing of this run is in the lake.') : error;
    }
};

/**
 * Replays inputs into a lake and sums up. The lake has all of it in the end, or nothing of this run where it fails.
 *
 * @throws Complaint when the lake's folder is something else; the error of the file system when it can't be written
 */
export const replay = async (inputs: readonly Input[], lake: string, outside: Outside): Promise<Summary> => {
    const startedAt = performance.now();
    const writer = await LakeWriter.open(lake);
    const summary = await runInto(writer, inputs, outside);
    return closeSummary(summary, (performance.now() - startedAt) / 1000);
};
