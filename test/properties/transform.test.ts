/** Properties of the transform for any bytes and any JSON. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRejectedBytes, decode } from '../../lib/transform/decode/decode.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { activityText, lineOf } from '../support/sample-events.ts';
import {
    ARRIVED_AT,
    base64,
    transformUntilDrained,
    transformBatch,
    okLinesOf,
    okRowsOf,
    SETTINGS,
} from '../support/transform-batch.ts';
import { findReplyViolations } from '../fuzz/find-reply-violations.ts';
import { recordData, eventText, FIXTURE_EVENTS } from '../support/random-records.ts';
import { findRowViolations } from './find-row-violations.ts';

const batch = fc.array(recordData, { maxLength: 6 });
const settings = fc.constantFrom(
    SETTINGS,
    SETTINGS,
    SETTINGS,
    { user_activity: null, user_notification: null },
    { ...SETTINGS, user_notification: null },
    { user_activity: 'one', user_notification: 'one' },
);
const stream = fc.constantFrom(SETTINGS.user_activity, SETTINGS.user_activity, SETTINGS.user_notification, 'one');

test('the reply to any batch has its ids in order, is within the contract, and its counts add up', async () => {
    await fc.assert(
        fc.asyncProperty(batch, stream, settings, async (data, onStream, withSettings) => {
            const done = await transformBatch(data, { stream: onStream, settings: withSettings });

            expect(findReplyViolations(done, data)).toEqual([]);
        }),
        { numRuns: 2500 },
    );
});

test('after finitely many re-ingestions every event is a row or rejected', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(recordData, { minLength: 1, maxLength: 4 }), stream, async (data, onStream) => {
            const { events, lines, rejected } = await transformUntilDrained(data, {
                stream: onStream === 'one' ? SETTINGS.user_activity : onStream,
            });

            expect(lines.length + Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(events);
            expect(lines.flatMap(({ table, line }) => findRowViolations(line, table))).toEqual([]);
        }),
        { numRuns: 1500 },
    );
});

test('invalid bytes keep their rejection reason after re-ingestion', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(recordData, { minLength: 1, maxLength: 3 }), async (data) => {
            const reasons = data
                .flatMap((each) => decode({ recordId: '1', arrivedAt: ARRIVED_AT, data: each }))
                .filter(isRejectedBytes)
                .map(({ reason }) => reason);

            const { rejected } = await transformUntilDrained(data);

            for (const reason of new Set(reasons))
                expect(rejected[reason] ?? 0).toBeGreaterThanOrEqual(reasons.filter((each) => each === reason).length);
        }),
        { numRuns: 1000 },
    );
});

test('an event gives the same line alone, among others, and after re-ingestion', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(eventText, { minLength: 1, maxLength: 5 }), async (texts) => {
            const alone = await Promise.all(texts.map((text) => transformUntilDrained([base64(text)])));
            const together = await transformUntilDrained(texts.map((text) => base64(text)));

            expect(together.lines.map(({ line }) => line).toSorted()).toEqual(
                alone.flatMap(({ lines }) => lines.map(({ line }) => line)).toSorted(),
            );
        }),
        { numRuns: 1200 },
    );
});

test('a line that is sent again in a parcel stays as it is', async () => {
    await fc.assert(
        fc.asyncProperty(eventText, async (text) => {
            const { lines } = await transformUntilDrained([base64(text)]);

            for (const { table, line } of lines) {
                const parcel = writeParcel({ text: line, arrivedAt: 0, ingestPath: 'firehose', logEventId: null });
                const [again, bare] = await Promise.all(
                    [parcel, line].map(async (data) =>
                        transformBatch([base64(data)], { stream: SETTINGS[table], arrivedAt: ARRIVED_AT + 1e9 }),
                    ),
                );

                expect(okLinesOf(again!)).toEqual([line]);
                expect(bare!.counts.rejected_by_reason).toEqual({ bad_row: 1 });
            }
        }),
        { numRuns: 1500 },
    );
});

describe('a broken line', () => {
    const cutText = fc.tuple(fc.constantFrom(...FIXTURE_EVENTS), fc.nat(), fc.nat()).map(([text, from, to]) => {
        const [start, end] = [from % text.length, to % text.length].toSorted((one, other) => one - other);
        return text.slice(start, end);
    });
    const notAValue = fc.oneof(
        cutText,
        cutText.map((text) => text.slice(text.indexOf('{') + 1)),
        fc.tuple(fc.constantFrom(...FIXTURE_EVENTS), fc.nat()).map(([text, end]) => text.slice(0, end % text.length)),
        fc
            .array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1'), { maxLength: 8 })
            .map((parts) => parts.join('')),
    );
    const broken = notAValue.map((text) => text.replaceAll('\n', ' '));
    const lines = fc.array(
        fc.oneof(
            broken.map((text) => ({ isValid: false, text })),
            fc.constant({ isValid: true, text: '' }),
        ),
        { minLength: 2, maxLength: 12 },
    );

    test('a broken line does not spoil valid lines', async () => {
        await fc.assert(
            fc.asyncProperty(lines, async (cases) => {
                const texts = cases.map(({ isValid, text }, at) =>
                    isValid ? activityText({ eventId: `good-${at}` }) : text,
                );
                const bytes = texts.join('\n');
                const isAmbiguous = decode({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) }).some(
                    (event) => !isRejectedBytes(event) && event.read !== undefined && event.text.includes('\n'),
                );
                fc.pre(!isAmbiguous);

                const { lines: rows } = await transformUntilDrained([base64(bytes)]);

                const expected = texts.filter((_, at) => cases[at]?.isValid === true).map((text) => lineOf(text).line);
                const written = new Set(rows.map(({ line }) => line));
                expect(expected.filter((line) => !written.has(line))).toEqual([]);
            }),
            { numRuns: 3000, maxSkipsPerRun: 200 },
        );
    });
});

test('any JSON in a field affects at most that field, never the event', async () => {
    const names = ['eventTimestamp', 'logLevel', 'more'];
    const messageNames = [
        'version',
        'eventId',
        'eventType',
        'creationDate',
        'riskLevel',
        'riskDecision',
        'challenges',
        'compromisedCredentialDetected',
        'hasContextData',
        'eventFeedbackDate',
        'userName',
        'x.y',
    ];

    await fc.assert(
        fc.asyncProperty(
            fc.constantFrom(...names),
            fc.constantFrom(...messageNames),
            fc.jsonValue(),
            fc.jsonValue(),
            async (name, messageName, one, other) => {
                const done = await transformBatch([base64(activityText({ [messageName]: other }, { [name]: one }))]);

                expect([okRowsOf(done).length, findReplyViolations(done, ['x'])]).toEqual([1, []]);
            },
        ),
        { numRuns: 2500 },
    );
});
