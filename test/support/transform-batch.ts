/** Transforms batches for tests: record data in; reply, lines and re-ingested records out. */
import { handleBatch, type HandledBatch, type StreamPorts } from '../../lib/transform/handle-batch.ts';
import type { Settings } from '../../lib/transform/settings.ts';
import type { TableName } from '../../schemas/columns.ts';

export const ARRIVED_AT = Date.UTC(2026, 0, 1, 0, 0, 5);
export const POOL = 'us-west-2_EXAMPLE';

export const SETTINGS = { user_activity: 'lake-user-activity', user_notification: 'lake-user-notification' } as const;

export const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

/** One call of PutRecordBatch. */
export type PutCall = { readonly stream: string; readonly records: readonly Buffer[] };

/** Streams that accept and record every call. */
export const acceptingPorts = (puts: PutCall[]): StreamPorts => ({
    put: async (stream, records) => {
        puts.push({ stream, records });
        return records.map(() => true);
    },
    leftMs: () => 60_000,
    wait: async () => undefined,
    random: () => 0.5,
});

export const makeInvocation = (data: readonly string[], stream: string, arrivedAt: number): object => ({
    invocationId: 'a-test',
    deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${stream}`,
    region: 'us-west-2',
    records: data.map((each, index) => ({
        recordId: `record-${index}`,
        approximateArrivalTimestamp: arrivedAt,
        data: each,
    })),
});

/** Options of an invocation. */
export type TransformBatchOptions = {
    readonly stream?: string;
    readonly arrivedAt?: number;
    readonly settings?: Settings;
    readonly ports?: StreamPorts;
};

export type TransformBatchOutcome = HandledBatch & { readonly puts: readonly PutCall[] };

/** Transforms a batch of records (base64), by default on the user activity stream. */
export const transformBatch = async (
    data: readonly string[],
    options: TransformBatchOptions = {},
): Promise<TransformBatchOutcome> => {
    const { stream = SETTINGS.user_activity, arrivedAt = ARRIVED_AT, settings = SETTINGS } = options;
    const puts: PutCall[] = [];
    const done = await handleBatch(
        makeInvocation(data, stream, arrivedAt),
        settings,
        options.ports ?? acceptingPorts(puts),
    );
    return { ...done, puts };
};

export type JsonRow = Record<string, unknown>;

export const parseJsonRow = (line: string): JsonRow => {
    const row: JsonRow = JSON.parse(line);
    return row;
};

/** The lines of the ok records of a reply. */
export const okLinesOf = ({ reply }: HandledBatch): readonly string[] =>
    reply.records
        .filter(({ result }) => result === 'Ok')
        .flatMap(({ data }) => Buffer.from(data, 'base64').toString('utf8').trimEnd().split('\n'));

export const okRowsOf = (done: HandledBatch): readonly JsonRow[] => okLinesOf(done).map(parseJsonRow);

/** The outcome of a batch whose re-ingested records were transformed until none were left. */
export type DrainOutcome = {
    /** Events of the first batch. */
    readonly events: number;
    readonly lines: readonly { readonly table: TableName; readonly line: string }[];
    readonly rejected: Readonly<Record<string, number>>;
    readonly calls: number;
};

const MINUTE_MS = 60_000;
const MAX_CALLS = 2000;

/** Limits of a batch, as in Firehose. */
const BATCH_RECORDS = 500;
const BATCH_CHARACTERS = 4_000_000;

const takeNextBatch = (waiting: string[]): readonly string[] => {
    const batch: string[] = [];
    let characters = 0;
    for (let next = waiting[0]; next !== undefined && batch.length < BATCH_RECORDS; next = waiting[0]) {
        characters += next.length;
        if (batch.length > 0 && characters > BATCH_CHARACTERS) return batch;
        batch.push(next);
        waiting.shift();
    }
    return batch;
};

export const transformUntilDrained = async (
    data: readonly string[],
    options: TransformBatchOptions = {},
): Promise<DrainOutcome> => {
    const settings = options.settings ?? SETTINGS;
    const first = await transformBatch(data, options);
    const waiting = new Map<string, string[]>();
    const lines: { table: TableName; line: string }[] = [];
    const rejected: Record<string, number> = {};
    const take = (done: TransformBatchOutcome): void => {
        lines.push(...okLinesOf(done).map((line) => ({ table: done.table, line })));
        for (const [reason, count] of Object.entries(done.counts.rejected_by_reason))
            rejected[reason] = (rejected[reason] ?? 0) + count;
        for (const { stream, records } of done.puts) {
            waiting.set(stream, [
                ...(waiting.get(stream) ?? []),
                ...records.map((record) => record.toString('base64')),
            ]);
        }
    };
    take(first);
    let calls = 1;
    for (
        let next = [...waiting].find(([, all]) => all.length > 0);
        next !== undefined;
        next = [...waiting].find(([, all]) => all.length > 0)
    ) {
        const [stream, all] = next;
        take(
            await transformBatch(takeNextBatch(all), {
                ...options,
                settings,
                stream,
                arrivedAt: (options.arrivedAt ?? ARRIVED_AT) + calls * MINUTE_MS,
            }),
        );
        calls += 1;
        if (calls > MAX_CALLS) throw new Error('re-ingested records never run out');
    }
    return { events: first.counts.events, lines, rejected, calls };
};
