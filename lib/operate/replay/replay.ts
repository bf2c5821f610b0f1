/** Replays inputs into a lake: reads them, runs the transform behind a local Firehose, and writes the rows. */
import type { TableName } from '../../../schemas/columns.ts';
import { REJECTION_REASONS } from '../../../schemas/rejection-reasons.ts';
import { toLine, isRejected } from '../../transform/to-line.ts';
import { UserError } from '../../basics/user-error.ts';
import { decode, type DecodedEvent } from '../../transform/decode/decode.ts';
import type { CallTransform } from '../../firehose/call-transform.ts';
import { REJECTED_BY_FUNCTION, type FailedRecord } from '../../firehose/error-objects.ts';
import { NO_FAULTS, type Faults } from '../../firehose/faults.ts';
import type { Input } from '../../inputs/input.ts';
import { formatPosition, type InputPosition } from '../../inputs/to-input-records.ts';
import type { Tombstones } from '../../lake/erasures/tombstones.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { LocalFirehose, type FirehoseDestination } from '../../firehose/local-firehose.ts';
import { readInput } from '../../inputs/read-input.ts';
import {
    addCounts,
    addFailedEvents,
    addUnusable,
    closeSummary,
    newReplaySummary,
    type ReplaySummary,
} from './replay-summary.ts';
import { DAY_MS } from '../../basics/days.ts';

/** Transform, clock, progress callback and stop signal of a replay. */
export type ReplayContext = {
    readonly call: CallTransform;
    /** Epoch ms. Event times may be at most a day later. */
    readonly nowMs: number;
    /** Called with the number of input bytes read since the last call. */
    readonly onBytes: (bytes: number) => void;
    /** Stops the run. */
    readonly signal?: AbortSignal;
    /** The tombstones to honour; by default those of the lake. */
    readonly tombstones?: Tombstones;
    /** Faults to inject into the local Firehose; none by default. */
    readonly faults?: Faults;
    /** Called for each record that could not be delivered, besides the record in errors/. */
    readonly onFailed?: (table: TableName, record: FailedRecord) => Promise<void>;
};

/** The events of a failed record: the source's events, or the rows that the function made of them. */
const eventsOf = (record: FailedRecord): readonly DecodedEvent[] => decode({ recordId: '', ...record });

/**
 * The number of events of a record that could not be delivered. A new record that the function fails on counts as one
 * event, like other records that cannot be decoded: to decode it here would end this process too. A re-ingested record
 * is one of our own pieces, which is small, and its events were counted before.
 */
const countFailedEvents = (record: FailedRecord, position: InputPosition | null): number =>
    record.failure.type === 'processing-failed' && position !== null ? 1 : eventsOf(record).length;

/** The function's reply has no rejection reason, so the transform's stages run again to find it. */
const rejectionText = (record: FailedRecord): string => {
    if (record.failure !== REJECTED_BY_FUNCTION)
        return `not delivered (${record.failure.code}): ${record.failure.message}`;
    const reason = eventsOf(record).map(toLine).find(isRejected)?.reason;
    return reason === undefined ? 'rejected' : `rejected as ${reason}: ${REJECTION_REASONS[reason].meaning}`;
};

/** A local Firehose that writes to a lake and counts in the summary. */
const createLocalFirehose = (
    writer: LakeWriter,
    summary: ReplaySummary,
    { call, faults = NO_FAULTS, onFailed = async () => undefined }: ReplayContext,
): LocalFirehose => {
    const destination: FirehoseDestination = {
        write: (table, keys, data) => {
            summary.rows[table] += writer.write(table, keys, data);
        },
        reject: async (table, record, origin) => {
            if (record.failure !== REJECTED_BY_FUNCTION) {
                const events = countFailedEvents(record, origin);
                addFailedEvents(summary, record.failure, { events, isNew: origin !== null });
                await onFailed(table, record);
            }
            if (origin !== null) addUnusable(summary, formatPosition(origin), () => rejectionText(record));
            await writer.reject(table, record);
        },
        count: (counts, eventsIn) => {
            addCounts(summary, counts);
            summary.events += eventsIn;
        },
        catchUp: async () => writer.catchUp(),
    };
    return new LocalFirehose(call, destination, faults);
};

/** Reads every input to its end or to its first unreadable part. Events before that part are used. */
const readInputs = async (
    inputs: readonly Input[],
    { summary, firehose }: ReplayRun,
    { nowMs, onBytes, signal }: ReplayContext,
): Promise<void> => {
    for (const input of inputs) {
        summary.files += 1;
        for await (const { records, unusable } of readInput(input, { latestAt: nowMs + DAY_MS, onBytes })) {
            signal?.throwIfAborted();
            for (const { where, why } of unusable) addUnusable(summary, where, () => why);
            summary.records += records.length;
            for (const record of records) await firehose.put(record);
        }
    }
    await firehose.drain();
};

type ReplayRun = { readonly summary: ReplaySummary; readonly firehose: LocalFirehose };

const replayToWriter = async (
    writer: LakeWriter,
    inputs: readonly Input[],
    context: ReplayContext,
): Promise<ReplaySummary> => {
    const summary = newReplaySummary();
    const firehose = createLocalFirehose(writer, summary, context);
    context.signal?.addEventListener('abort', () => writer.stop());
    try {
        await readInputs(inputs, { summary, firehose }, context);
        await writer.finish();
        return summary;
    } catch (error) {
        await writer.close();
        const isStopped = context.signal?.aborted === true && !(error instanceof UserError);
        throw isStopped ? new UserError('Stopped. The lake is unchanged.') : error;
    }
};

/**
 * Replays inputs into a lake. On success the lake has all rows of the run, on failure none.
 *
 * @throws UserError if the folder is not a lake; a file system error if it cannot be written
 */
export const replay = async (
    inputs: readonly Input[],
    lake: string,
    context: ReplayContext,
): Promise<ReplaySummary> => {
    const startedAt = performance.now();
    const writer = await LakeWriter.open(lake, context.tombstones);
    const summary = await replayToWriter(writer, inputs, context);
    return closeSummary(summary, (performance.now() - startedAt) / 1000);
};
