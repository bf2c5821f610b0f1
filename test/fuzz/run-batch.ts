/** Runs a batch and its re-ingested records through the handler, and collects violations. */
import type { Context } from 'aws-lambda';
import type { TransformDependencies } from '../../lib/transform/handler.ts';
import type { HandledBatch } from '../../lib/transform/handle-batch.ts';
import type { FirehoseReply } from '../../schemas/firehose-event.ts';
import { makeInvocation } from '../support/transform-batch.ts';
import { findReplyViolations } from './find-reply-violations.ts';

/** The export of the transform bundle. */
export type MakeTransformHandler = (
    dependencies: TransformDependencies<Context>,
) => (invocation: unknown, context: Context) => Promise<FirehoseReply>;

export type FuzzBatch = {
    /** Base64, as from Firehose. */
    readonly data: readonly string[];
    readonly stream: string;
    readonly arrivedAt: number;
    /** Which re-ingested pieces are accepted. */
    readonly puts: 'accepted' | 'some' | 'none' | 'no stream';
    /** The number of events; null if it is uncertain. */
    readonly events: number | null;
};

export type FuzzBatchSummary = {
    readonly violations: readonly string[];
    readonly records: number;
    readonly events: number;
    readonly rows: number;
    readonly rejected: number;
};

const STREAM_NAMES = { user_activity: 'lake-user-activity', user_notification: 'lake-user-notification' } as const;
const NO_STREAM_NAMES = { user_activity: null, user_notification: null } as const;
const MINUTE_MS = 60_000;
const MAX_CALLS = 200;
const MAX_BATCH_CHARACTERS = 4_000_000;

const isAccepted = ({ puts }: FuzzBatch, piece: Buffer): boolean =>
    puts === 'accepted' || (puts === 'some' && piece.length % 3 === 0);

const findPutViolations = (stream: string, pieces: readonly Buffer[]): readonly string[] => [
    ...(Object.values(STREAM_NAMES).some((name) => name === stream) ? [] : [`put on ${stream}`]),
    ...(pieces.length <= 500 && pieces.length > 0 ? [] : [`${pieces.length} pieces in a call`]),
    ...(pieces.every(({ length }) => length > 0 && length <= 1_024_000) ? [] : ['a piece larger than a record']),
    ...(pieces.reduce((sum, { length }) => sum + length, 0) <= 4 * 1024 * 1024 ? [] : ['more than 4 MiB in a call']),
];

/** A record waiting on a stream. */
type WaitingRecord = { readonly stream: string; readonly data: string };
type HandlerCall = {
    readonly handled: HandledBatch;
    readonly putRecords: readonly WaitingRecord[];
    readonly violations: readonly string[];
};

const callHandler = async (handlerWith: MakeTransformHandler, batch: FuzzBatch): Promise<HandlerCall> => {
    const [put, violations, reported]: [WaitingRecord[], string[], HandledBatch[]] = [[], [], []];
    const handler = handlerWith({
        settings: batch.puts === 'no stream' ? NO_STREAM_NAMES : STREAM_NAMES,
        portsOf: () => ({
            put: async (stream, pieces) => {
                violations.push(...findPutViolations(stream, pieces));
                put.push(
                    ...pieces
                        .filter((piece) => isAccepted(batch, piece))
                        .map((piece) => ({ stream, data: piece.toString('base64') })),
                );
                return pieces.map((piece) => isAccepted(batch, piece));
            },
            leftMs: () => 0,
            wait: async () => undefined,
            random: () => 0,
        }),
        report: (handled) => reported.push(handled),
    });
    const reply = await handler(makeInvocation(batch.data, batch.stream, batch.arrivedAt), {} as Context);
    const [handled] = reported;
    if (handled === undefined) throw new Error('the handler reported no batch');
    return {
        handled,
        putRecords: put,
        violations: [...violations, ...findReplyViolations({ ...handled, reply }, batch.data)],
    };
};

/** The next batch of one stream, within the size limit, as in Firehose. */
const takeWaitingBatch = (waiting: WaitingRecord[], like: FuzzBatch): FuzzBatch => {
    const [{ stream } = { stream: '' }] = waiting;
    let characters = 0;
    const batch = waiting.filter((each) => {
        if (each.stream !== stream) return false;
        characters += each.data.length;
        return characters === each.data.length || characters <= MAX_BATCH_CHARACTERS;
    });
    for (const each of batch) waiting.splice(waiting.indexOf(each), 1);
    return { ...like, stream, data: batch.map(({ data }) => data), arrivedAt: like.arrivedAt + MINUTE_MS };
};

/** Transforms re-ingested records until none are left. If pieces fail, only the first reply is checked. */
const drainBatch = async (handlerWith: MakeTransformHandler, batch: FuzzBatch): Promise<FuzzBatchSummary> => {
    const first = await callHandler(handlerWith, batch);
    const { counts } = first.handled;
    const total = {
        violations: [...first.violations],
        records: batch.data.length,
        events: counts.events,
        rows: counts.rows,
        rejected: counts.rejected_events,
    };
    if (batch.events !== null && batch.events !== counts.events)
        total.violations.push(`${batch.events} events went in, ${counts.events} were found`);
    if (batch.puts !== 'accepted') return total;
    const waiting = [...first.putRecords];
    for (let calls = 1, next = batch; waiting.length > 0; calls += 1) {
        if (calls > MAX_CALLS)
            return { ...total, violations: [...total.violations, 're-ingested records never run out'] };
        next = takeWaitingBatch(waiting, next);
        const again = await callHandler(handlerWith, next);
        waiting.push(...again.putRecords);
        total.violations.push(...again.violations);
        total.records += next.data.length;
        total.rows += again.handled.counts.rows;
        total.rejected += again.handled.counts.rejected_events;
    }
    if (total.events !== total.rows + total.rejected)
        total.violations.push(`${total.events} events in, ${total.rows} rows and ${total.rejected} rejected`);
    return total;
};

/** The summary of a batch. An error thrown by the handler is a violation. */
export const runBatch = async (handlerWith: MakeTransformHandler, batch: FuzzBatch): Promise<FuzzBatchSummary> => {
    try {
        return await drainBatch(handlerWith, batch);
    } catch (error) {
        return {
            violations: [`thrown: ${String(error).slice(0, 300)}`],
            records: batch.data.length,
            events: 0,
            rows: 0,
            rejected: 0,
        };
    }
};
