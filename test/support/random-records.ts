/** Random records for property tests: random bytes, JSON of any shape, and valid records with damage. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { writeParcel } from '../../schemas/parcel.ts';
import { ACTIVITY_FIELDS } from '../../schemas/user-activity.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { activityText, lineOf, notificationText } from './sample-events.ts';
import { ARRIVED_AT } from './transform-batch.ts';
import { anyText } from './any-text.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'records');
/** The texts of all event fixtures. */
export const FIXTURE_EVENTS: readonly string[] = readdirSync(FOLDER).map((name) =>
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

/** JSON in the shape of an event, with any value in every field. */
const eventShapedJson = fc
    .record(
        { eventTimestamp: value, eventSource, logLevel: value, message, logSourceId, more: value },
        { requiredKeys: ['eventSource', 'logSourceId'] },
    )
    .map((record) => JSON.stringify(record));

const damagedEvent = fc
    .tuple(
        fc.constantFrom(...FIXTURE_EVENTS),
        fc.nat(),
        fc.nat({ max: 40 }),
        fc.oneof(fc.constant(''), fc.constantFrom('{', '}', '"', '\\', '\n', '[', ',', ':'), fc.string()),
    )
    .map(([text, at, count, inserted]) => {
        const from = at % text.length;
        return text.slice(0, from) + inserted + text.slice(from + count);
    });

const rowText = fc
    .tuple(
        fc.constantFrom(activityText(), notificationText('x')),
        fc.constantFrom('', '"a":1,', '"event_at":"x",', '"dt":null,', '"user_name":"\\ud800",'),
    )
    .map(([text, inserted]) => lineOf(text).line.replace('{', () => `{${inserted}`));

/** The text of one event, or of something else in its place. */
export const eventText: fc.Arbitrary<string> = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FIXTURE_EVENTS) },
    { weight: 4, arbitrary: eventShapedJson },
    { weight: 3, arbitrary: damagedEvent },
    { weight: 1, arbitrary: rowText },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: anyText() },
);

const parcelText = fc
    .record({
        text: eventText,
        arrivedAt: fc.oneof(fc.constant(ARRIVED_AT), fc.nat({ max: 2 ** 42 })),
        ingestPath: fc.constantFrom(...INGEST_PATHS),
        logEventId: fc.option(fc.string()),
    })
    .map(writeParcel);

const envelopeText = fc
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

const recordPart = fc
    .oneof(
        { weight: 4, arbitrary: eventText },
        { weight: 2, arbitrary: parcelText },
        { weight: 2, arbitrary: envelopeText },
    )
    .map((text) => Buffer.from(text));
const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const separator = fc.constantFrom('\n', '', '\r\n', '  ', ',', '\ufeff', '\n\n').map((text) => Buffer.from(text));

const joinedParts = fc
    .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: recordPart }, { weight: 1, arbitrary: anyBytes }), separator), {
        maxLength: 5,
    })
    .map((parts) => Buffer.concat(parts.flat()));

const cutBytes = (bytes: Buffer, at: number): Buffer => bytes.subarray(0, at % (bytes.length + 1));
const flipBits = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy.writeUInt8(copy.readUInt8(at % copy.length) ^ 0x55, at % copy.length);
    return copy;
};

const bytePart = fc
    .tuple(
        joinedParts,
        fc.nat(),
        fc.constantFrom('plain', 'plain', 'gzip', 'gzip', 'gzip', 'cut', 'flipped', 'twice', 'zeros'),
    )
    .map(([bytes, at, form]) => {
        if (form === 'plain') return bytes;
        const member = gzipSync(bytes, { level: 1 });
        if (form === 'cut') return cutBytes(member, at);
        if (form === 'flipped') return flipBits(member, at);
        if (form === 'twice') return gzipSync(member);
        return form === 'zeros' ? Buffer.concat([member, Buffer.alloc(3)]) : member;
    });

const recordBytes = fc.oneof(
    { weight: 1, arbitrary: anyBytes },
    { weight: 6, arbitrary: bytePart },
    { weight: 2, arbitrary: fc.array(bytePart, { maxLength: 4 }).map((parts) => Buffer.concat(parts)) },
);

/** The data of a record: base64, and now and then any string. */
export const recordData: fc.Arbitrary<string> = fc.oneof(
    { weight: 30, arbitrary: recordBytes.map((each) => each.toString('base64')) },
    { weight: 1, arbitrary: fc.string() },
);
