/** Random runs of a local Firehose: records with known events, and injected faults. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { toLine, type LineOrRejection } from '../../lib/transform/to-line.ts';
import { generateEvents } from '../../lib/generate/generate-events.ts';
import { GENERATE_DEFAULTS } from '../../lib/generate/generate-options.ts';
import {
    NO_FAULTS,
    type BatchFaults,
    type InvocationFaults,
    type Faults,
    type PutOutcome,
} from '../../lib/firehose/faults.ts';
import { isRejectedBytes, decode, type EventText } from '../../lib/transform/decode/decode.ts';
import type { TableName } from '../../schemas/columns.ts';
import { writeParcel, type ParcelContent } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { ARRIVED_AT } from '../support/transform-batch.ts';
import { recordData, eventText, FIXTURE_EVENTS } from '../support/random-records.ts';

/**
 * An event of a record: its outcome on its own, and the bytes that must be in the errors if it is in no view. Only
 * `decode` knows the events in garbage.
 */
export type ExpectedEvent = { readonly outcome: LineOrRejection; readonly bytes: Buffer; readonly isGarbage: boolean };

type SimulatedRecord = {
    readonly table: TableName;
    readonly arrivedAt: number;
    readonly data: string;
    readonly expectedEvents: readonly ExpectedEvent[];
};

export type SimulatedRun = { readonly records: readonly SimulatedRecord[]; readonly faults: Faults };

const GENERATED_EVENTS: readonly string[] = [
    ...generateEvents({ ...GENERATE_DEFAULTS, events: 400, days: 3, variationRate: 0.3 }),
].map(({ text }) => text);

/** A text with a serial number: all events of a run are different, so that a lost one is noticed. */
type TextTemplate = (serial: number) => string;

const numberedEvent = fc.constantFrom(...GENERATED_EVENTS, ...FIXTURE_EVENTS).map(
    (text): TextTemplate =>
        (serial) =>
            text.replace('{', `{"serial":${serial},`),
);
const INVALID_EVENTS: readonly TextTemplate[] = [
    (serial) => `{"bad":${serial}}`,
    (serial) => `{"eventSource":"OTHER ${serial}"}`,
    (serial) => `{"eventSource":"USER_ACTIVITY","logSourceId":{"userPoolId":"../${serial}"}}`,
    (serial) => `["bad ${serial}"]`,
    (serial) => `{"cognito_log_lake":2,"bad":${serial}}`,
    (serial) => `nonsense ${serial}`,
];
/** More rejected events than travel one by one. All are equal: only their number matters, and a run stays quick. */
const FLOOD = Array.from({ length: 501 }, () => '{"flood":1}');
/** Events on a line of their own: it is known where each one ends. */
const singleLineEvent = fc.oneof(
    { weight: 5, arbitrary: numberedEvent },
    { weight: 1, arbitrary: fc.constantFrom(...INVALID_EVENTS) },
);
const anyEvent = fc.oneof(
    { weight: 3, arbitrary: singleLineEvent },
    {
        weight: 1,
        arbitrary: eventText.map(
            (text): TextTemplate =>
                () =>
                    text,
        ),
    },
);

const toExpectedEvent = (event: EventText): ExpectedEvent => ({
    outcome: toLine({ ...event, text: event.text.trim() }),
    bytes: Buffer.from(event.text.trim()),
    isGarbage: false,
});

/** The shape of a record. */
type RecordShape = {
    readonly kind:
        'alone' | 'lines' | 'envelope' | 'parcels' | 'rows' | 'bare rows' | 'backup' | 'flood' | 'nothing' | 'garbage';
    readonly singleLineEvents: readonly TextTemplate[];
    readonly anyEvents: readonly TextTemplate[];
    readonly garbage: string;
    readonly isGzip: boolean;
    readonly table: TableName;
    readonly arrivedAt: number;
    readonly ingestPath: ParcelContent['ingestPath'];
};

type RecordTexts = {
    readonly singleLineEvents: readonly string[];
    readonly anyEvents: readonly string[];
    readonly serial: number;
};

type ShapedBytes = { readonly bytes: Buffer; readonly parcels: readonly EventText[] };

const toParcels = (parcels: readonly ParcelContent[], { arrivedAt }: RecordShape): ShapedBytes => ({
    bytes: Buffer.from(parcels.map(writeParcel).join('\n')),
    parcels: parcels.map((parcel) => ({ ...parcel, parcelArrivedAt: arrivedAt })),
});

const toEnvelope = (messages: readonly string[], serial: number): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '1',
        logEvents: messages.map((message, at) => ({ id: `${serial}-${at}`, timestamp: ARRIVED_AT, message })),
    });

const parcelsFromLogs = (
    messages: readonly string[],
    { arrivedAt }: RecordShape,
    serial: number,
): readonly ParcelContent[] =>
    messages.map((text, at) => ({ text, arrivedAt, ingestPath: 'cloudwatch_logs', logEventId: `${serial}-${at}` }));

const parcelsFromFirehose = (texts: readonly string[], { arrivedAt }: RecordShape): readonly ParcelContent[] =>
    texts.map((text) => ({ text, arrivedAt, ingestPath: 'firehose', logEventId: null }));

/** The rows of the valid events among these. */
const rowsOf = (texts: readonly string[], shape: RecordShape): readonly string[] =>
    parcelsFromFirehose(texts, shape)
        .map((parcel) => toLine(parcel))
        .flatMap((outcome) => ('line' in outcome ? [outcome.line.join('').trimEnd()] : []));

const RECORD_MAKERS: Readonly<
    Record<Exclude<RecordShape['kind'], 'garbage'>, (shape: RecordShape, texts: RecordTexts) => ShapedBytes>
> = {
    alone: (shape, { singleLineEvents: texts }) => ({
        bytes: Buffer.from(texts[0] ?? ''),
        parcels: parcelsFromFirehose(texts.slice(0, 1), shape),
    }),
    lines: (shape, { singleLineEvents: texts }) => ({
        bytes: Buffer.from(texts.join('\n')),
        parcels: parcelsFromFirehose(texts, shape),
    }),
    envelope: (shape, { anyEvents: texts, serial }) => ({
        bytes: gzipSync(toEnvelope(texts, serial), { level: 1 }),
        parcels: parcelsFromLogs(texts, shape, serial),
    }),
    parcels: (shape, { anyEvents: texts, serial }) =>
        toParcels(
            texts.map((text, at) => ({
                text,
                arrivedAt: shape.arrivedAt - at * 86_400_000,
                ingestPath: shape.ingestPath,
                logEventId: at % 2 === 0 ? `${serial}-${at}` : null,
            })),
            shape,
        ),
    rows: (shape, { singleLineEvents: texts }) => toParcels(parcelsFromFirehose(rowsOf(texts, shape), shape), shape),
    'bare rows': (shape, { singleLineEvents: texts }) => {
        const rows = rowsOf(texts, shape);
        return { bytes: Buffer.from(rows.join('\n')), parcels: parcelsFromFirehose(rows, shape) };
    },
    backup: (shape, { singleLineEvents: texts, anyEvents: messages, serial }) => ({
        bytes: Buffer.concat([gzipSync(toEnvelope(messages, serial), { level: 1 }), Buffer.from(texts.join('\n'))]),
        parcels: [...parcelsFromLogs(messages, shape, serial), ...parcelsFromFirehose(texts, shape)],
    }),
    flood: (shape, { singleLineEvents: texts }) => ({
        bytes: Buffer.from([...FLOOD, ...texts].join('\n')),
        parcels: parcelsFromFirehose([...FLOOD, ...texts], shape),
    }),
    nothing: ({ isGzip }) => ({
        bytes: Buffer.from(
            isGzip
                ? '{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","message":"CWL CONTROL MESSAGE"}]}'
                : ' \n',
        ),
        parcels: [],
    }),
};

/** The expected events of garbage are those that `decode` finds. */
const toGarbageRecord = ({ garbage: data, table, arrivedAt }: RecordShape): SimulatedRecord => ({
    table,
    arrivedAt,
    data,
    expectedEvents: decode({ recordId: '', arrivedAt, data }).map((each) => ({
        outcome: toLine(each),
        bytes: isRejectedBytes(each) ? each.bytes : (each.bytes ?? Buffer.from(each.text)),
        isGarbage: true,
    })),
});

const toRecord = (shape: RecordShape, index: number): SimulatedRecord => {
    if (shape.kind === 'garbage') return toGarbageRecord(shape);
    const written = (templates: readonly TextTemplate[], from: number): readonly string[] =>
        templates.map((template, at) => template(index * 1000 + from + at));
    const { bytes, parcels } = RECORD_MAKERS[shape.kind](shape, {
        singleLineEvents: written(shape.singleLineEvents, 0),
        anyEvents: written(shape.anyEvents, 500),
        serial: index,
    });
    const data = (shape.isGzip && shape.kind !== 'backup' ? gzipSync(bytes, { level: 1 }) : bytes).toString('base64');
    // An envelope is already gzip: it is not compressed twice.
    const isTwice = shape.isGzip && shape.kind === 'envelope';
    return {
        table: shape.table,
        arrivedAt: shape.arrivedAt,
        data: isTwice ? bytes.toString('base64') : data,
        expectedEvents: parcels.map(toExpectedEvent),
    };
};

const recordShape: fc.Arbitrary<RecordShape> = fc.record({
    kind: fc.oneof(
        {
            weight: 40,
            arbitrary: fc.constantFrom<RecordShape['kind'][]>(
                'alone',
                'alone',
                'lines',
                'lines',
                'envelope',
                'envelope',
                'parcels',
                'rows',
                'bare rows',
                'backup',
                'nothing',
                'garbage',
            ),
        },
        { weight: 1, arbitrary: fc.constant('flood' as const) },
    ),
    singleLineEvents: fc.array(singleLineEvent, { maxLength: 5 }),
    anyEvents: fc.array(anyEvent, { maxLength: 5 }),
    garbage: recordData,
    isGzip: fc.boolean(),
    table: fc.constantFrom('user_activity', 'user_activity', 'user_notification'),
    arrivedAt: fc.integer({ min: 0, max: 3 }).map((days) => ARRIVED_AT + days * 86_400_000),
    ingestPath: fc.constantFrom(...INGEST_PATHS),
});

/** Records, some of them twice: Cognito delivers at least once. */
const randomRecords = fc
    .tuple(fc.array(recordShape, { maxLength: 6 }), fc.array(fc.nat({ max: 5 }), { maxLength: 2 }))
    .map(([shapes, again]) => {
        const all = shapes.map(toRecord);
        return [...all, ...again.flatMap((at) => all[at] ?? [])];
    });

const putOutcome = fc.constantFrom<PutOutcome[]>(
    'accepted',
    'accepted',
    'rejected',
    'partial',
    'throws',
    'response_lost',
);
const invocationFaults: fc.Arbitrary<InvocationFaults> = fc.record({
    putOutcomes: fc.array(putOutcome, { maxLength: 10 }),
    remainingMs: fc.constantFrom(0, 300, 100_000),
    end: fc.constantFrom<InvocationFaults['end'][]>('replies', 'replies', 'replies', 'crashes', 'times_out'),
    putsBeforeEnd: fc.nat({ max: 3 }),
});
const failingInvocations = fc.array(
    invocationFaults.map((each): InvocationFaults => (each.end === 'replies' ? { ...each, end: 'crashes' } : each)),
    { minLength: 4, maxLength: 4 },
);

const batchFaults: fc.Arbitrary<BatchFaults> = fc.record({
    invocations: fc.oneof(
        { weight: 5, arbitrary: fc.array(invocationFaults, { maxLength: 4 }) },
        { weight: 1, arbitrary: failingInvocations },
    ),
    isDeliveredTwice: fc.boolean(),
    overtakenBy: fc.nat({ max: 2 }),
});

const randomFaults: fc.Arbitrary<Faults> = fc.record({
    batches: fc.array(batchFaults, { maxLength: 8 }),
    maxBatchRecords: fc.constantFrom(1, 2, 5, 500),
    maxActivePartitions: fc.oneof(
        { weight: 5, arbitrary: fc.constant(Infinity) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
    ),
});

/** Runs with and without faults. */
export const anyRun: fc.Arbitrary<SimulatedRun> = fc.record({
    records: randomRecords,
    faults: fc.oneof({ weight: 1, arbitrary: fc.constant(NO_FAULTS) }, { weight: 2, arbitrary: randomFaults }),
});
export const faultlessRun: fc.Arbitrary<SimulatedRun> = fc.record({
    records: randomRecords,
    faults: fc.constant(NO_FAULTS),
});
