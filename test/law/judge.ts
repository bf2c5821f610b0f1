/** The law: every event that went in is, in the end, in the views exactly once, or in the errors with its original bytes and a true reason. */
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { answerable, isBad, type Line } from '../../lib/transform/answerable.ts';
import type { FailedRecord } from '../../lib/firehose/error-objects.ts';
import { NO_FAULTS, type Faults } from '../../lib/firehose/faults.ts';
import { isUnusable, unwrap } from '../../lib/transform/decode/unwrap.ts';
import { isObject } from '../../schemas/field.ts';
import { readRow } from '../support/given-firehose.ts';
import type { Run, Truth } from './given-runs.ts';

/** A row that a view shows: its key is its table, its partition and its record_id. */
export type ViewRow = { readonly key: string; readonly line: string };

/** Where everything is in the end; and how many events were refused because what they came with could not be put back. */
export type Ended = {
    readonly rows: readonly ViewRow[];
    readonly errors: readonly FailedRecord[];
    readonly putBackFailed: number;
};

export const keyOf = (table: string, line: string): string => {
    const { user_pool_id, event_type, dt, record_id } = readRow(line);
    return [table, user_pool_id, event_type, dt, record_id].join('/');
};

/** Which of several deliveries a view shows: the first arrival, then the smallest path. */
export const isBefore = (one: string, other: string): boolean => {
    const [a, b] = [readRow(one), readRow(other)];
    return (
        `${String(a['arrived_at'])} ${String(a['ingest_path'])}` <
        `${String(b['arrived_at'])} ${String(b['ingest_path'])}`
    );
};

/** Of a member that something stands behind, the member: the arrivals of the runs have headers of ten bytes. */
const HEADER_BYTES = 10;

const opened = (bytes: Buffer): Buffer => {
    for (const open of [() => gunzipSync(bytes), () => inflateRawSync(bytes.subarray(HEADER_BYTES))]) {
        try {
            return open();
        } catch {
            // It is no gzip, or not all of it is.
        }
    }
    return bytes;
};

const textsIn = (line: string): readonly string[] => {
    try {
        const value: unknown = JSON.parse(line);
        if (!isObject(value)) return [];
        const events: unknown = value['logEvents'];
        const messages = Array.isArray(events)
            ? events.flatMap((event: unknown) =>
                  isObject(event) && typeof event['message'] === 'string' ? [event['message']] : [],
              )
            : [];
        return typeof value['text'] === 'string' ? [value['text'], ...messages] : messages;
    } catch {
        return [];
    }
};

/** The bytes of an error object, and what they hold when gzip, parcels and envelopes are opened: not by the code that is judged. */
const layersOf = ({ data }: FailedRecord): readonly Buffer[] => {
    const raw = Buffer.from(data, 'base64');
    const plain = opened(raw);
    const texts = plain.toString().split('\n').flatMap(textsIn);
    return [Buffer.from(data), raw, plain, ...texts.map((text) => Buffer.from(text))];
};

const foundIn = ({ data, arrivedAt }: FailedRecord): readonly Buffer[] =>
    unwrap({ recordId: '', arrivedAt, data }).map((each) =>
        isUnusable(each) ? each.bytes : (each.bytes ?? Buffer.from(each.text)),
    );

/** The codes of batches that no attempt could save. */
const hopelessCodes = ({ batches }: Faults): ReadonlySet<string> => {
    const codes = { answers: '', dies: 'Lambda.FunctionError', times_out: 'Lambda.FunctionTimedOut' } as const;
    const hopeless = batches.filter(
        ({ fates }) => fates.length >= 4 && fates.slice(0, 4).every(({ end }) => end !== 'answers'),
    );
    return new Set(hopeless.map(({ fates }) => codes[fates[3]?.end ?? 'answers']));
};

const holdsBad = ({ data, arrivedAt }: FailedRecord): boolean =>
    unwrap({ recordId: '', arrivedAt, data }).map(answerable).some(isBad);

/** Why an error object should not be there; null where its reason is true. */
const untruth = (error: FailedRecord, { faults }: Run, { putBackFailed }: Ended): string | null => {
    const { code, type } = error.failure;
    if (type === 'activePartitionExceeded')
        return faults.activePartitions < Infinity ? null : 'an error of too many partitions, where any number may be';
    if (code === 'Lambda.ProcessingFailedStatus')
        return holdsBad(error) || putBackFailed > 0 ? null : 'a good arrival was refused';
    return hopelessCodes(faults).has(code) ? null : `an error of ${code} that nothing explains`;
};

const isGood = (truth: Truth): truth is Truth & { end: Line } => !isBad(truth.end);
const textOf = ({ line }: Line): string => line.join('').trimEnd();
const truthKey = ({ end }: { readonly end: Line }): string => keyOf(end.table, textOf(end));

const rowFaults = (given: Run, { rows }: Ended, goods: ReadonlyMap<string, readonly string[]>): readonly string[] => {
    const faults: string[] = [];
    const seen = new Set<string>();
    for (const { key, line } of rows) {
        const lines = goods.get(key);
        if (seen.has(key)) faults.push(`more than once in its view: ${key}`);
        seen.add(key);
        if (lines === undefined) faults.push(`a row of no event: ${line}`);
        else if (!lines.includes(line)) faults.push(`another row than that of its event: ${line}`);
        else if (given.faults === NO_FAULTS && lines.some((other) => isBefore(other, line)))
            faults.push(`not the row of the first delivery: ${line}`);
    }
    return faults;
};

/** A row whatever the order of its keys: one that came with a key twice keeps the place of the first. */
const inAnyOrder = (text: string): string => {
    try {
        const row: unknown = JSON.parse(text);
        return typeof row === 'object' && row !== null ? JSON.stringify(Object.entries(row).toSorted()) : text;
    } catch {
        return text;
    }
};

const attemptKey = ({ end }: { readonly end: Line }): string => {
    const { user_pool_id, event_type, dt, event_id } = readRow(textOf(end));
    return [end.table, user_pool_id, event_type, dt, event_id].join('/');
};
const pathOf = ({ end }: { readonly end: Line }): unknown => readRow(textOf(end))['ingest_path'];

/** The keys of what backfill fetched of an attempt that was exported too: auth_events shows what was exported. */
const givingWay = (goods: readonly { readonly end: Line }[]): ReadonlySet<string> => {
    const exported = new Set(
        goods.filter((good) => pathOf(good) !== 'backfill' && pathOf(good) !== 'feedback').map(attemptKey),
    );
    return new Set(
        goods
            .filter(
                (good) =>
                    good.end.table === 'user_activity' && pathOf(good) === 'backfill' && exported.has(attemptKey(good)),
            )
            .map(truthKey),
    );
};

/** What is wrong with the end of a run; nothing, when the law holds. */
export const faultsOf = (given: Run, ended: Ended): readonly string[] => {
    const truths = given.arrivals.flatMap((arrival) => arrival.truths);
    const goods = new Map<string, string[]>();
    for (const truth of truths.filter(isGood))
        goods.set(truthKey(truth), [...(goods.get(truthKey(truth)) ?? []), textOf(truth.end)]);
    const shown = new Set([...ended.rows.map(({ key }) => key), ...givingWay(truths.filter(isGood))]);
    const layers = ended.errors.flatMap(layersOf);
    const found = ended.errors.flatMap(foundIn);
    const isInErrors = ({ bytes, isGarbage }: Truth): boolean =>
        [...layers, ...(isGarbage ? found : [])].some((layer) => layer.includes(bytes));
    const rowsInErrors = new Set(layers.flatMap((layer) => layer.toString().split('\n')).map(inAnyOrder));
    const isRowInErrors = ({ end }: { readonly end: Line }): boolean => rowsInErrors.has(inAnyOrder(textOf(end)));
    const isLost = (truth: Truth): boolean =>
        !(isGood(truth) && (shown.has(truthKey(truth)) || isRowInErrors(truth))) && !isInErrors(truth);
    return [
        ...rowFaults(given, ended, goods),
        ...truths.filter(isLost).map(({ bytes }) => `lost: ${bytes.toString()}`),
        ...ended.errors.map((error) => untruth(error, given, ended)).filter((fault) => fault !== null),
        ...(given.faults === NO_FAULTS && ended.putBackFailed > 0 ? ['put_back_failed, though all was taken'] : []),
        ...(given.faults === NO_FAULTS && truths.some((truth) => isGood(truth) && !shown.has(truthKey(truth)))
            ? ['a good event that is in no view, though nothing went wrong']
            : []),
    ];
};
