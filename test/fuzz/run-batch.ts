/** Runs a batch through the handler until nothing of it is on its way any more, and says what was wrong. */
import type { Context } from 'aws-lambda';
import type { Door } from '../../functions/transform.ts';
import type { Handled } from '../../lib/transform/handle-batch.ts';
import type { FirehoseAnswer } from '../../schemas/firehose-event.ts';
import { invocationOf } from '../support/given-firehose.ts';
import { answerFaults } from './answer-faults.ts';

/** What the bundle of the transform exports. */
export type HandlerWith = (door: Door) => (invocation: unknown, context: Context) => Promise<FirehoseAnswer>;

export type Batch = {
    /** Base64, as Firehose hands it over. */
    readonly data: readonly string[];
    readonly stream: string;
    readonly arrivedAt: number;
    /** What becomes of pieces that are put back. */
    readonly puts: 'taken' | 'some' | 'none' | 'no stream';
    /** How many events are in it for certain; null where nobody knows. */
    readonly events: number | null;
};

export type Ran = {
    readonly faults: readonly string[];
    readonly arrivals: number;
    readonly events: number;
    readonly rows: number;
    readonly refused: number;
};

const NAMED = { user_activity: 'lake-user-activity', user_notification: 'lake-user-notification' } as const;
const UNNAMED = { user_activity: null, user_notification: null } as const;
const MINUTE_MS = 60_000;
const MAX_CALLS = 200;
const MAX_BATCH_CHARACTERS = 4_000_000;

const isTaken = ({ puts }: Batch, piece: Buffer): boolean =>
    puts === 'taken' || (puts === 'some' && piece.length % 3 === 0);

const putFaults = (stream: string, pieces: readonly Buffer[]): readonly string[] => [
    ...(Object.values(NAMED).some((name) => name === stream) ? [] : [`put on ${stream}`]),
    ...(pieces.length <= 500 && pieces.length > 0 ? [] : [`${pieces.length} pieces in a call`]),
    ...(pieces.every(({ length }) => length > 0 && length <= 1_024_000) ? [] : ['a piece that no stream takes']),
    ...(pieces.reduce((sum, { length }) => sum + length, 0) <= 4 * 1024 * 1024 ? [] : ['more than 4 MiB in a call']),
];

/** What waits on a stream. */
type Waiting = { readonly stream: string; readonly data: string };
type Call = { readonly handled: Handled; readonly put: readonly Waiting[]; readonly faults: readonly string[] };

const called = async (handlerWith: HandlerWith, batch: Batch): Promise<Call> => {
    const [put, faults, reported]: [Waiting[], string[], Handled[]] = [[], [], []];
    const handler = handlerWith({
        settings: batch.puts === 'no stream' ? UNNAMED : NAMED,
        portsOf: () => ({
            put: async (stream, pieces) => {
                faults.push(...putFaults(stream, pieces));
                put.push(
                    ...pieces
                        .filter((piece) => isTaken(batch, piece))
                        .map((piece) => ({ stream, data: piece.toString('base64') })),
                );
                return pieces.map((piece) => isTaken(batch, piece));
            },
            leftMs: () => 0,
            wait: async () => undefined,
            random: () => 0,
        }),
        report: (handled) => reported.push(handled),
    });
    const answer = await handler(invocationOf(batch.data, batch.stream, batch.arrivedAt), {} as Context);
    const [handled] = reported;
    if (handled === undefined) throw new Error('nothing was reported');
    return { handled, put, faults: [...faults, ...answerFaults({ ...handled, answer }, batch.data)] };
};

/** As Firehose does, what waits on one stream comes as one batch, within its size. */
const nextOf = (waiting: Waiting[], like: Batch): Batch => {
    const [{ stream } = { stream: '' }] = waiting;
    let characters = 0;
    const taken = waiting.filter((each) => {
        if (each.stream !== stream) return false;
        characters += each.data.length;
        return characters === each.data.length || characters <= MAX_BATCH_CHARACTERS;
    });
    for (const each of taken) waiting.splice(waiting.indexOf(each), 1);
    return { ...like, stream, data: taken.map(({ data }) => data), arrivedAt: like.arrivedAt + MINUTE_MS };
};

/** What was put back is handed over again until nothing is left. Where pieces fail, only single answers can be judged. */
const drained = async (handlerWith: HandlerWith, batch: Batch): Promise<Ran> => {
    const first = await called(handlerWith, batch);
    const { counts } = first.handled;
    const total = {
        faults: [...first.faults],
        arrivals: batch.data.length,
        events: counts.events,
        rows: counts.rows,
        refused: counts.refused_events,
    };
    if (batch.events !== null && batch.events !== counts.events)
        total.faults.push(`${batch.events} events went in, ${counts.events} were found`);
    if (batch.puts !== 'taken') return total;
    const waiting = [...first.put];
    for (let calls = 1, next = batch; waiting.length > 0; calls += 1) {
        if (calls > MAX_CALLS) return { ...total, faults: [...total.faults, 'what is put back goes round for ever'] };
        next = nextOf(waiting, next);
        const again = await called(handlerWith, next);
        waiting.push(...again.put);
        total.faults.push(...again.faults);
        total.arrivals += next.data.length;
        total.rows += again.handled.counts.rows;
        total.refused += again.handled.counts.refused_events;
    }
    if (total.events !== total.rows + total.refused)
        total.faults.push(`${total.events} events in, ${total.rows} rows and ${total.refused} refused`);
    return total;
};

/** No fault where all is as it must be; what the handler throws is one. */
export const runBatch = async (handlerWith: HandlerWith, batch: Batch): Promise<Ran> => {
    try {
        return await drained(handlerWith, batch);
    } catch (error) {
        return {
            faults: [`thrown: ${String(error).slice(0, 300)}`],
            arrivals: batch.data.length,
            events: 0,
            rows: 0,
            refused: 0,
        };
    }
};
