/** The law: every event ends up in a view exactly once, or in the errors with its bytes and a valid reason. */
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { toLine, isRejected, type Line } from '../../lib/transform/to-line.ts';
import type { FailedRecord } from '../../lib/firehose/error-objects.ts';
import { NO_FAULTS, type Faults } from '../../lib/firehose/faults.ts';
import { isRejectedBytes, decode } from '../../lib/transform/decode/decode.ts';
import { isObject } from '../../schemas/field.ts';
import { parseJsonRow } from '../support/transform-batch.ts';
import type { SimulatedRun, ExpectedEvent } from './random-runs.ts';

/** A row of a view; its key is the table, the partition and the record_id. */
export type ViewRow = { readonly key: string; readonly line: string };

/** The outcome of a run; and the number of events rejected because re-ingestion failed. */
export type RunOutcome = {
    readonly rows: readonly ViewRow[];
    readonly errors: readonly FailedRecord[];
    readonly reingestFailed: number;
};

export const viewKeyOf = (table: string, line: string): string => {
    const { user_pool_id, event_type, dt, record_id } = parseJsonRow(line);
    return [table, user_pool_id, event_type, dt, record_id].join('/');
};

/** Whether a view prefers a row to another with the same key: the earliest arrival, then the smallest ingest path. */
export const isPreferredRow = (one: string, other: string): boolean => {
    const [a, b] = [parseJsonRow(one), parseJsonRow(other)];
    return (
        `${String(a['arrived_at'])} ${String(a['ingest_path'])}` <
        `${String(b['arrived_at'])} ${String(b['ingest_path'])}`
    );
};

/** Gzip headers in the runs have ten bytes: without the header, a member with bytes after it can be inflated. */
const HEADER_BYTES = 10;

const decompress = (bytes: Buffer): Buffer => {
    for (const open of [() => gunzipSync(bytes), () => inflateRawSync(bytes.subarray(HEADER_BYTES))]) {
        try {
            return open();
        } catch {
            // The bytes are not gzip, or only partly.
        }
    }
    return bytes;
};

const wrappedTextsIn = (line: string): readonly string[] => {
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

/** The bytes of an error record, also without gzip, parcels and envelopes, unpacked without the code under test. */
const layersOf = ({ data }: FailedRecord): readonly Buffer[] => {
    const raw = Buffer.from(data, 'base64');
    const plain = decompress(raw);
    const texts = plain.toString().split('\n').flatMap(wrappedTextsIn);
    return [Buffer.from(data), raw, plain, ...texts.map((text) => Buffer.from(text))];
};

const decodedBytesIn = ({ data, arrivedAt }: FailedRecord): readonly Buffer[] =>
    decode({ recordId: '', arrivedAt, data }).map((each) =>
        isRejectedBytes(each) ? each.bytes : (each.bytes ?? Buffer.from(each.text)),
    );

/** The error codes of batches whose invocations all fail. */
const exhaustedRetryCodes = ({ batches }: Faults): ReadonlySet<string> => {
    const codes = { replies: '', crashes: 'Lambda.FunctionError', times_out: 'Lambda.FunctionTimedOut' } as const;
    const failing = batches.filter(
        ({ invocations }) => invocations.length >= 4 && invocations.slice(0, 4).every(({ end }) => end !== 'replies'),
    );
    return new Set(failing.map(({ invocations }) => codes[invocations[3]?.end ?? 'replies']));
};

const hasRejectedEvent = ({ data, arrivedAt }: FailedRecord): boolean =>
    decode({ recordId: '', arrivedAt, data }).map(toLine).some(isRejected);

/** Why an error record is wrong; null if its reason is valid. */
const findUnexplainedError = (
    error: FailedRecord,
    { faults }: SimulatedRun,
    { reingestFailed }: RunOutcome,
): string | null => {
    const { code, type } = error.failure;
    if (type === 'activePartitionExceeded')
        return faults.maxActivePartitions < Infinity
            ? null
            : 'an error of too many partitions without a partition limit';
    if (code === 'Lambda.ProcessingFailedStatus')
        return hasRejectedEvent(error) || reingestFailed > 0 ? null : 'a valid record was rejected';
    return exhaustedRetryCodes(faults).has(code) ? null : `an unexplained error ${code}`;
};

type AcceptedEvent = ExpectedEvent & { readonly outcome: Line };

const isAcceptedEvent = (event: ExpectedEvent): event is AcceptedEvent => !isRejected(event.outcome);
const textOfLine = ({ line }: Line): string => line.join('').trimEnd();
const expectedKey = ({ outcome }: AcceptedEvent): string => viewKeyOf(outcome.table, textOfLine(outcome));

const findWrongRows = (
    run: SimulatedRun,
    { rows }: RunOutcome,
    expectedLines: ReadonlyMap<string, readonly string[]>,
): readonly string[] => {
    const violations: string[] = [];
    const seen = new Set<string>();
    for (const { key, line } of rows) {
        const lines = expectedLines.get(key);
        if (seen.has(key)) violations.push(`more than once in its view: ${key}`);
        seen.add(key);
        if (lines === undefined) violations.push(`a row without an event: ${line}`);
        else if (!lines.includes(line)) violations.push(`not the row of its event: ${line}`);
        else if (run.faults === NO_FAULTS && lines.some((other) => isPreferredRow(other, line)))
            violations.push(`not the row of the first delivery: ${line}`);
    }
    return violations;
};

/** A row with sorted keys, because a duplicate key keeps the position of the first. */
const sortKeysOf = (text: string): string => {
    try {
        const row: unknown = JSON.parse(text);
        return typeof row === 'object' && row !== null ? JSON.stringify(Object.entries(row).toSorted()) : text;
    } catch {
        return text;
    }
};

const attemptKeyOf = ({ outcome }: AcceptedEvent): string => {
    const { user_pool_id, event_type, dt, event_id } = parseJsonRow(textOfLine(outcome));
    return [outcome.table, user_pool_id, event_type, dt, event_id].join('/');
};
const ingestPathOf = ({ outcome }: AcceptedEvent): unknown => parseJsonRow(textOfLine(outcome))['ingest_path'];

/** The keys of backfilled rows of attempts that were exported too: auth_events shows the exported rows. */
const supersededKeys = (events: readonly AcceptedEvent[]): ReadonlySet<string> => {
    const exported = new Set(
        events
            .filter((event) => ingestPathOf(event) !== 'backfill' && ingestPathOf(event) !== 'feedback')
            .map(attemptKeyOf),
    );
    return new Set(
        events
            .filter(
                (event) =>
                    event.outcome.table === 'user_activity' &&
                    ingestPathOf(event) === 'backfill' &&
                    exported.has(attemptKeyOf(event)),
            )
            .map(expectedKey),
    );
};

/** The violations of the law in the outcome of a run. */
export const findViolations = (run: SimulatedRun, ended: RunOutcome): readonly string[] => {
    const events = run.records.flatMap((record) => record.expectedEvents);
    const accepted = events.filter(isAcceptedEvent);
    const expectedLines = new Map<string, string[]>();
    for (const event of accepted)
        expectedLines.set(expectedKey(event), [
            ...(expectedLines.get(expectedKey(event)) ?? []),
            textOfLine(event.outcome),
        ]);
    const shown = new Set([...ended.rows.map(({ key }) => key), ...supersededKeys(accepted)]);
    const layers = ended.errors.flatMap(layersOf);
    const decoded = ended.errors.flatMap(decodedBytesIn);
    const isInErrors = ({ bytes, isGarbage }: ExpectedEvent): boolean =>
        [...layers, ...(isGarbage ? decoded : [])].some((layer) => layer.includes(bytes));
    const rowsInErrors = new Set(layers.flatMap((layer) => layer.toString().split('\n')).map(sortKeysOf));
    const isRowInErrors = ({ outcome }: AcceptedEvent): boolean => rowsInErrors.has(sortKeysOf(textOfLine(outcome)));
    const isLost = (event: ExpectedEvent): boolean =>
        !(isAcceptedEvent(event) && (shown.has(expectedKey(event)) || isRowInErrors(event))) && !isInErrors(event);
    return [
        ...findWrongRows(run, ended, expectedLines),
        ...events.filter(isLost).map(({ bytes }) => `lost: ${bytes.toString()}`),
        ...ended.errors
            .map((error) => findUnexplainedError(error, run, ended))
            .filter((violation) => violation !== null),
        ...(run.faults === NO_FAULTS && ended.reingestFailed > 0
            ? ['reingest_failed, though all records were accepted']
            : []),
        ...(run.faults === NO_FAULTS && accepted.some((event) => !shown.has(expectedKey(event)))
            ? ['a valid event is in no view, though there were no faults']
            : []),
    ];
};
