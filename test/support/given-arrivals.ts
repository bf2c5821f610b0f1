/** Arrivals of any kind, for the properties: bytes of no sense, JSON of any shape, good ones with something broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { writeParcel } from '../../schemas/parcel.ts';
import { ACTIVITY_FIELDS } from '../../schemas/user-activity.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { activityText, lineOf, notificationText } from './given-events.ts';
import { ARRIVED_AT } from './given-firehose.ts';
import { anyText } from './any-text.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'records');
/** The texts of all fixtures of records. */
export const RECORDS: readonly string[] = readdirSync(FOLDER).map((name) =>
    readFileSync(join(FOLDER, name), 'utf8').trim(),
);

const word = fc.constantFrom(
    '',
    'null',
    'PASS',
    'Pass',
    'HIGH',
    'SignIn',
    'true',
    '0',
    '1e20',
    'USER_ACTIVITY',
    'us-west-2_EXAMPLE',
    '\ud800',
    '\u0000',
    '__proto__',
    '{',
    '["a:b"]',
    '2026-01-01',
    '1767225604000',
);
const value: fc.Arbitrary<unknown> = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    word,
    anyText(),
    fc.double(),
    fc.integer({ min: 1.5e12, max: 1.9e12 }),
);

const messageField = fc.oneof(fc.constantFrom(...ACTIVITY_FIELDS.message, 'details'), fc.string());
const message = fc.oneof(
    { weight: 5, arbitrary: fc.dictionary(messageField, value, { maxKeys: 25 }) },
    { weight: 1, arbitrary: value },
);
const eventSource = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('USER_ACTIVITY', 'USER_AUTH_EVENTS', 'USER_NOTIFICATION') },
    { weight: 1, arbitrary: value },
);
const pool = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('us-west-2_EXAMPLE', 'eu-west-1_OTHER') },
    { weight: 1, arbitrary: value },
);
const logSourceId = fc.oneof(
    { weight: 8, arbitrary: fc.record({ userPoolId: pool, more: value }, { requiredKeys: ['userPoolId'] }) },
    { weight: 1, arbitrary: value },
);

/** JSON in the shape of an event, with anything in every field. */
const shaped = fc
    .record(
        { eventTimestamp: value, eventSource, logLevel: value, message, logSourceId, more: value },
        { requiredKeys: ['eventSource', 'logSourceId'] },
    )
    .map((record) => JSON.stringify(record));

const spoilt = fc
    .tuple(
        fc.constantFrom(...RECORDS),
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.oneof(fc.constant(''), fc.constantFrom('{', '}', '"', '\\', '\n', '[', ',', ':'), fc.string()),
    )
    .map(([text, at, count, put]) => {
        const from = at % text.length;
        return text.slice(0, from) + put + text.slice(from + count);
    });

const row = fc
    .tuple(
        fc.constantFrom(activityText(), notificationText('x')),
        fc.constantFrom('', '"a":1,', '"event_at":"x",', '"dt":null,', '"user_name":"\\ud800",'),
    )
    .map(([text, put]) => lineOf(text).line.replace('{', () => `{${put}`));

/** The text of one event, or of something that stands where one should. */
export const eventText: fc.Arbitrary<string> = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...RECORDS) },
    { weight: 4, arbitrary: shaped },
    { weight: 3, arbitrary: spoilt },
    { weight: 1, arbitrary: row },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: anyText() },
);

const parcelled = fc
    .record({
        text: eventText,
        arrivedAt: fc.oneof(fc.constant(ARRIVED_AT), fc.nat({ max: 2 ** 42 })),
        ingestPath: fc.constantFrom(...INGEST_PATHS),
        logEventId: fc.option(fc.string()),
    })
    .map(writeParcel);

const envelope = fc
    .record({
        messageType: fc.oneof(
            { weight: 8, arbitrary: fc.constant('DATA_MESSAGE') },
            { weight: 1, arbitrary: fc.constant('CONTROL_MESSAGE') },
            { weight: 1, arbitrary: fc.jsonValue() },
        ),
        logEvents: fc.oneof(
            {
                weight: 8,
                arbitrary: fc.array(
                    fc.record({
                        id: fc.oneof(fc.string(), fc.jsonValue()),
                        timestamp: value,
                        message: fc.oneof(
                            { weight: 9, arbitrary: eventText },
                            { weight: 1, arbitrary: fc.jsonValue() },
                        ),
                    }),
                    { maxLength: 5 },
                ),
            },
            { weight: 1, arbitrary: fc.jsonValue() },
        ),
    })
    .map((each) => JSON.stringify(each));

const part = fc
    .oneof({ weight: 4, arbitrary: eventText }, { weight: 2, arbitrary: parcelled }, { weight: 2, arbitrary: envelope })
    .map((text) => Buffer.from(text));
const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const between = fc.constantFrom('\n', '', '\r\n', '  ', ',', '\ufeff', '\n\n').map((text) => Buffer.from(text));

const joined = fc
    .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: part }, { weight: 1, arbitrary: anyBytes }), between), {
        maxLength: 5,
    })
    .map((parts) => Buffer.concat(parts.flat()));

const cut = (bytes: Buffer, at: number): Buffer => bytes.subarray(0, at % (bytes.length + 1));
const flipped = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy.writeUInt8(copy.readUInt8(at % copy.length) ^ 0x55, at % copy.length);
    return copy;
};

const stretch = fc
    .tuple(
        joined,
        fc.nat(),
        fc.constantFrom('plain', 'plain', 'gzip', 'gzip', 'gzip', 'cut', 'flipped', 'twice', 'zeros'),
    )
    .map(([bytes, at, how]) => {
        if (how === 'plain') return bytes;
        const member = gzipSync(bytes, { level: 1 });
        if (how === 'cut') return cut(member, at);
        if (how === 'flipped') return flipped(member, at);
        if (how === 'twice') return gzipSync(member);
        return how === 'zeros' ? Buffer.concat([member, Buffer.alloc(3)]) : member;
    });

const bytes = fc.oneof(
    { weight: 1, arbitrary: anyBytes },
    { weight: 6, arbitrary: stretch },
    { weight: 2, arbitrary: fc.array(stretch, { maxLength: 4 }).map((parts) => Buffer.concat(parts)) },
);

/** The data of an arrival: base64, now and then of something that is none. */
export const arrivalData: fc.Arbitrary<string> = fc.oneof(
    { weight: 30, arbitrary: bytes.map((each) => each.toString('base64')) },
    { weight: 1, arbitrary: fc.string() },
);
