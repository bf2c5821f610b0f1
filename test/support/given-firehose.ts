/** Plays Firehose in front of the path of a record: batches in, the answer, its lines, and what was put back. */
import { handleBatch, type Handled, type Ports } from '../../lib/transform/handle-batch.ts';
import type { Settings } from '../../lib/transform/settings.ts';
import type { TableName } from '../../schemas/columns.ts';

export const ARRIVED_AT = Date.UTC(2026, 0, 1, 0, 0, 5);
export const POOL = 'us-west-2_EXAMPLE';

export const SETTINGS = { user_activity: 'lake-user-activity', user_notification: 'lake-user-notification' } as const;

export const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

/** One call of PutRecordBatch. */
export type Put = { readonly stream: string; readonly records: readonly Buffer[] };

/** Streams that take all, and note it. */
export const takingPorts = (puts: Put[]): Ports => ({
    put: async (stream, records) => {
        puts.push({ stream, records });
        return records.map(() => true);
    },
    leftMs: () => 60_000,
    wait: async () => undefined,
    random: () => 0.5,
});

export const invocationOf = (data: readonly string[], stream: string, arrivedAt: number): object => ({
    invocationId: 'a-test',
    deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${stream}`,
    region: 'us-west-2',
    records: data.map((each, index) => ({
        recordId: `record-${index}`,
        approximateArrivalTimestamp: arrivedAt,
        data: each,
    })),
});

/** What an invocation may be given otherwise. */
export type Given = {
    readonly stream?: string;
    readonly arrivedAt?: number;
    readonly settings?: Settings;
    readonly ports?: Ports;
};

export type Outcome = Handled & { readonly puts: readonly Put[] };

/** The batch of these arrivals (base64) through the path, on the stream of activity. */
export const handled = async (data: readonly string[], given: Given = {}): Promise<Outcome> => {
    const { stream = SETTINGS.user_activity, arrivedAt = ARRIVED_AT, settings = SETTINGS } = given;
    const puts: Put[] = [];
    const done = await handleBatch(invocationOf(data, stream, arrivedAt), settings, given.ports ?? takingPorts(puts));
    return { ...done, puts };
};

export type Row = Record<string, unknown>;

export const readRow = (line: string): Row => {
    const row: Row = JSON.parse(line);
    return row;
};

/** The lines of the answers that are kept. */
export const linesOf = ({ answer }: Handled): readonly string[] =>
    answer.records
        .filter(({ result }) => result === 'Ok')
        .flatMap(({ data }) => Buffer.from(data, 'base64').toString('utf8').trimEnd().split('\n'));

export const rowsOf = (done: Handled): readonly Row[] => linesOf(done).map(readRow);

/** Everything that came of a batch when what was put back was handed over again until nothing was left. */
export type Drained = {
    /** Events of the first batch. */
    readonly events: number;
    readonly lines: readonly { readonly table: TableName; readonly line: string }[];
    readonly refused: Readonly<Record<string, number>>;
    readonly calls: number;
};

const MINUTE_MS = 60_000;
const MAX_CALLS = 2000;

/** As Firehose does, at most so much of what waits on a stream goes into a batch. */
const BATCH_RECORDS = 500;
const BATCH_CHARACTERS = 4_000_000;

const nextBatch = (waiting: string[]): readonly string[] => {
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

export const drained = async (data: readonly string[], given: Given = {}): Promise<Drained> => {
    const settings = given.settings ?? SETTINGS;
    const first = await handled(data, given);
    const waiting = new Map<string, string[]>();
    const lines: { table: TableName; line: string }[] = [];
    const refused: Record<string, number> = {};
    const take = (done: Outcome): void => {
        lines.push(...linesOf(done).map((line) => ({ table: done.table, line })));
        for (const [reason, count] of Object.entries(done.counts.refused_by_reason))
            refused[reason] = (refused[reason] ?? 0) + count;
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
        let open = [...waiting].find(([, all]) => all.length > 0);
        open !== undefined;
        open = [...waiting].find(([, all]) => all.length > 0)
    ) {
        const [stream, all] = open;
        take(
            await handled(nextBatch(all), {
                ...given,
                settings,
                stream,
                arrivedAt: (given.arrivedAt ?? ARRIVED_AT) + calls * MINUTE_MS,
            }),
        );
        calls += 1;
        if (calls > MAX_CALLS) throw new Error('what is put back goes round for ever');
    }
    return { events: first.counts.events, lines, refused, calls };
};
