/** Random runs of a local Firehose: arrivals of which every event is known, and the faults of a bad day. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { answerable, type Answerable } from '../../lib/transform/answerable.ts';
import { events } from '../../lib/generate/events.ts';
import { GENERATE_DEFAULTS } from '../../lib/generate/options.ts';
import { NO_FAULTS, type BatchFaults, type Fate, type Faults, type PutFate } from '../../lib/firehose/faults.ts';
import { isUnusable, unwrap } from '../../lib/transform/decode/unwrap.ts';
import type { TableName } from '../../schemas/columns.ts';
import { writeParcel, type Parcelled } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { ARRIVED_AT } from '../support/given-firehose.ts';
import { arrivalData, eventText, RECORDS } from '../support/given-arrivals.ts';

/** An event that went in: what becomes of it alone, and the bytes that must be somewhere if it is in no view. What is in garbage, unwrap alone knows. */
export type Truth = { readonly end: Answerable; readonly bytes: Buffer; readonly isGarbage: boolean };

export type GivenArrival = {
    readonly table: TableName;
    readonly arrivedAt: number;
    readonly data: string;
    readonly truths: readonly Truth[];
};

export type Run = { readonly arrivals: readonly GivenArrival[]; readonly faults: Faults };

const GENERATED: readonly string[] = [
    ...events({ ...GENERATE_DEFAULTS, events: 400, days: 3, variationRate: 0.3 }),
].map(({ text }) => text);

/** A text with a number in it: no event of a run is the same as another, so that none is missed unseen. */
type Template = (serial: number) => string;

const numbered = fc.constantFrom(...GENERATED, ...RECORDS).map(
    (text): Template =>
        (serial) =>
            text.replace('{', `{"serial":${serial},`),
);
const BAD: readonly Template[] = [
    (serial) => `{"bad":${serial}}`,
    (serial) => `{"eventSource":"OTHER ${serial}"}`,
    (serial) => `{"eventSource":"USER_ACTIVITY","logSourceId":{"userPoolId":"../${serial}"}}`,
    (serial) => `["bad ${serial}"]`,
    (serial) => `{"cognito_log_lake":2,"bad":${serial}}`,
    (serial) => `nonsense ${serial}`,
];
/** Of these it is known where one ends and the next begins, a line each. */
const tidy = fc.oneof({ weight: 5, arbitrary: numbered }, { weight: 1, arbitrary: fc.constantFrom(...BAD) });
const any = fc.oneof(
    { weight: 3, arbitrary: tidy },
    {
        weight: 1,
        arbitrary: eventText.map(
            (text): Template =>
                () =>
                    text,
        ),
    },
);

const truthOf = (came: Parcelled): Truth => ({
    end: answerable({ ...came, text: came.text.trim() }),
    bytes: Buffer.from(came.text.trim()),
    isGarbage: false,
});

/** What an arrival is made of. */
type Shape = {
    readonly kind: 'alone' | 'lines' | 'envelope' | 'parcels' | 'rows' | 'backup' | 'nothing' | 'garbage';
    readonly tidy: readonly Template[];
    readonly any: readonly Template[];
    readonly garbage: string;
    readonly isGzip: boolean;
    readonly table: TableName;
    readonly arrivedAt: number;
    readonly ingestPath: Parcelled['ingestPath'];
};

type Made = { readonly bytes: Buffer; readonly came: readonly Parcelled[] };

const envelopeOf = (messages: readonly string[], serial: number): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '1',
        logEvents: messages.map((message, at) => ({ id: `${serial}-${at}`, timestamp: ARRIVED_AT, message })),
    });

const fromLogs = (messages: readonly string[], { arrivedAt }: Shape, serial: number): readonly Parcelled[] =>
    messages.map((text, at) => ({ text, arrivedAt, ingestPath: 'cloudwatch_logs', logEventId: `${serial}-${at}` }));

const direct = (texts: readonly string[], { arrivedAt }: Shape): readonly Parcelled[] =>
    texts.map((text) => ({ text, arrivedAt, ingestPath: 'firehose', logEventId: null }));

const MAKERS: Readonly<
    Record<
        Exclude<Shape['kind'], 'garbage'>,
        (shape: Shape, texts: { tidy: readonly string[]; any: readonly string[]; serial: number }) => Made
    >
> = {
    alone: (shape, { tidy: texts }) => ({ bytes: Buffer.from(texts[0] ?? ''), came: direct(texts.slice(0, 1), shape) }),
    lines: (shape, { tidy: texts }) => ({ bytes: Buffer.from(texts.join('\n')), came: direct(texts, shape) }),
    envelope: (shape, { any: texts, serial }) => ({
        bytes: gzipSync(envelopeOf(texts, serial), { level: 1 }),
        came: fromLogs(texts, shape, serial),
    }),
    parcels: ({ arrivedAt, ingestPath }, { any: texts, serial }) => {
        const came = texts.map((text, at) => ({
            text,
            arrivedAt: arrivedAt - at * 86_400_000,
            ingestPath,
            logEventId: at % 2 === 0 ? `${serial}-${at}` : null,
        }));
        return { bytes: Buffer.from(came.map(writeParcel).join('\n')), came };
    },
    rows: (shape, { tidy: texts }) => {
        const rows = direct(texts, shape)
            .map((came) => answerable(came))
            .flatMap((end) => ('line' in end ? [end.line.join('').trimEnd()] : []));
        return { bytes: Buffer.from(rows.join('\n')), came: direct(rows, shape) };
    },
    backup: (shape, { tidy: texts, any: messages, serial }) => ({
        bytes: Buffer.concat([gzipSync(envelopeOf(messages, serial), { level: 1 }), Buffer.from(texts.join('\n'))]),
        came: [...fromLogs(messages, shape, serial), ...direct(texts, shape)],
    }),
    nothing: ({ isGzip }) => ({
        bytes: Buffer.from(
            isGzip
                ? '{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","message":"CWL CONTROL MESSAGE"}]}'
                : ' \n',
        ),
        came: [],
    }),
};

/** What stands in garbage is what unwrap finds in it. */
const garbageArrival = ({ garbage: data, table, arrivedAt }: Shape): GivenArrival => ({
    table,
    arrivedAt,
    data,
    truths: unwrap({ recordId: '', arrivedAt, data }).map((each) => ({
        end: answerable(each),
        bytes: isUnusable(each) ? each.bytes : (each.bytes ?? Buffer.from(each.text)),
        isGarbage: true,
    })),
});

const arrivalOf = (shape: Shape, index: number): GivenArrival => {
    if (shape.kind === 'garbage') return garbageArrival(shape);
    const written = (templates: readonly Template[], from: number): readonly string[] =>
        templates.map((template, at) => template(index * 1000 + from + at));
    const { bytes, came } = MAKERS[shape.kind](shape, {
        tidy: written(shape.tidy, 0),
        any: written(shape.any, 500),
        serial: index,
    });
    const data = (shape.isGzip && shape.kind !== 'backup' ? gzipSync(bytes, { level: 1 }) : bytes).toString('base64');
    // An envelope in gzip in gzip is nothing that anybody sends.
    const isTwice = shape.isGzip && shape.kind === 'envelope';
    return {
        table: shape.table,
        arrivedAt: shape.arrivedAt,
        data: isTwice ? bytes.toString('base64') : data,
        truths: came.map(truthOf),
    };
};

const shape: fc.Arbitrary<Shape> = fc.record({
    kind: fc.constantFrom(
        'alone',
        'alone',
        'lines',
        'lines',
        'envelope',
        'envelope',
        'parcels',
        'rows',
        'backup',
        'nothing',
        'garbage',
    ),
    tidy: fc.array(tidy, { maxLength: 5 }),
    any: fc.array(any, { maxLength: 5 }),
    garbage: arrivalData,
    isGzip: fc.boolean(),
    table: fc.constantFrom('user_activity', 'user_activity', 'user_notification'),
    arrivedAt: fc.integer({ min: 0, max: 3 }).map((days) => ARRIVED_AT + days * 86_400_000),
    ingestPath: fc.constantFrom(...INGEST_PATHS),
});

/** Arrivals, some of them there twice: Cognito and its writers deliver at least once. */
const arrivals = fc
    .tuple(fc.array(shape, { maxLength: 6 }), fc.array(fc.nat({ max: 5 }), { maxLength: 2 }))
    .map(([shapes, again]) => {
        const all = shapes.map(arrivalOf);
        return [...all, ...again.flatMap((at) => all[at] ?? [])];
    });

const putFate = fc.constantFrom<PutFate[]>('taken', 'taken', 'refused', 'some', 'throws', 'lost');
const fate: fc.Arbitrary<Fate> = fc.record({
    puts: fc.array(putFate, { maxLength: 10 }),
    leftMs: fc.constantFrom(0, 300, 100_000),
    end: fc.constantFrom<Fate['end'][]>('answers', 'answers', 'answers', 'dies', 'times_out'),
    putsBeforeEnd: fc.nat({ max: 3 }),
});
const hopeless = fc.array(
    fate.map((each): Fate => (each.end === 'answers' ? { ...each, end: 'dies' } : each)),
    { minLength: 4, maxLength: 4 },
);

const batchFaults: fc.Arbitrary<BatchFaults> = fc.record({
    fates: fc.oneof({ weight: 5, arbitrary: fc.array(fate, { maxLength: 4 }) }, { weight: 1, arbitrary: hopeless }),
    isTwice: fc.boolean(),
    overtakenBy: fc.nat({ max: 2 }),
});

const faults: fc.Arbitrary<Faults> = fc.record({
    batches: fc.array(batchFaults, { maxLength: 8 }),
    batchArrivals: fc.constantFrom(1, 2, 5, 500),
    activePartitions: fc.oneof(
        { weight: 5, arbitrary: fc.constant(Infinity) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
    ),
});

/** Runs of good days and of bad ones. */
export const run: fc.Arbitrary<Run> = fc.record({
    arrivals,
    faults: fc.oneof({ weight: 1, arbitrary: fc.constant(NO_FAULTS) }, { weight: 2, arbitrary: faults }),
});
export const calmRun: fc.Arbitrary<Run> = fc.record({ arrivals, faults: fc.constant(NO_FAULTS) });
