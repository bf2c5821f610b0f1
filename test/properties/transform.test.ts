/** Properties of the transform: what holds for any bytes and any JSON. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnusable, unwrap } from '../../lib/transform/decode/unwrap.ts';
import { activityText, lineOf } from '../support/given-events.ts';
import { ARRIVED_AT, base64, drained, handled, linesOf, rowsOf, SETTINGS } from '../support/given-firehose.ts';
import { answerFaults } from '../fuzz/answer-faults.ts';
import { arrivalData, eventText, RECORDS } from '../support/given-arrivals.ts';
import { rowFaults } from './row-faults.ts';

const batch = fc.array(arrivalData, { maxLength: 6 });
const settings = fc.constantFrom(
    SETTINGS,
    SETTINGS,
    SETTINGS,
    { user_activity: null, user_notification: null },
    { ...SETTINGS, user_notification: null },
    { user_activity: 'one', user_notification: 'one' },
);
const stream = fc.constantFrom(SETTINGS.user_activity, SETTINGS.user_activity, SETTINGS.user_notification, 'one');

test('any batch is answered id by id, in order, within the contract, and its counts add up', async () => {
    await fc.assert(
        fc.asyncProperty(batch, stream, settings, async (data, on, named) => {
            const done = await handled(data, { stream: on, settings: named });

            expect(answerFaults(done, data)).toEqual([]);
        }),
        { numRuns: 2500 },
    );
});

test('events in are rows and refused, once nothing is on its way any more, and that comes to an end', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(arrivalData, { minLength: 1, maxLength: 4 }), stream, async (data, on) => {
            const { events, lines, refused } = await drained(data, {
                stream: on === 'one' ? SETTINGS.user_activity : on,
            });

            expect(lines.length + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(events);
            expect(lines.flatMap(({ table, line }) => rowFaults(line, table))).toEqual([]);
        }),
        { numRuns: 1500 },
    );
});

test('a bad event is refused for the same reason wherever it comes', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(arrivalData, { minLength: 1, maxLength: 3 }), async (data) => {
            const inPlace = data
                .flatMap((each) => unwrap({ recordId: '1', arrivedAt: ARRIVED_AT, data: each }))
                .filter(isUnusable)
                .map(({ refusal }) => refusal);

            const { refused } = await drained(data);

            for (const reason of new Set(inPlace))
                expect(refused[reason] ?? 0).toBeGreaterThanOrEqual(inPlace.filter((each) => each === reason).length);
        }),
        { numRuns: 1000 },
    );
});

test('the same event gives the same line, alone, among others, and after it was put back', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(eventText, { minLength: 1, maxLength: 5 }), async (texts) => {
            const alone = await Promise.all(texts.map((text) => drained([base64(text)])));
            const together = await drained(texts.map((text) => base64(text)));

            expect(together.lines.map(({ line }) => line).toSorted()).toEqual(
                alone.flatMap(({ lines }) => lines.map(({ line }) => line)).toSorted(),
            );
        }),
        { numRuns: 1200 },
    );
});

test('a line that comes back as a row of ours stays as it is', async () => {
    await fc.assert(
        fc.asyncProperty(eventText, async (text) => {
            const { lines } = await drained([base64(text)]);

            for (const { table, line } of lines) {
                const again = await handled([base64(line)], { stream: SETTINGS[table], arrivedAt: ARRIVED_AT + 1e9 });

                expect(linesOf(again)).toEqual([line]);
            }
        }),
        { numRuns: 1500 },
    );
});

describe('a broken line', () => {
    const cutText = fc.tuple(fc.constantFrom(...RECORDS), fc.nat(), fc.nat()).map(([text, from, to]) => {
        const [start, end] = [from % text.length, to % text.length].toSorted((one, other) => one - other);
        return text.slice(start, end);
    });
    const noValue = fc.oneof(
        cutText,
        cutText.map((text) => text.slice(text.indexOf('{') + 1)),
        fc.tuple(fc.constantFrom(...RECORDS), fc.nat()).map(([text, end]) => text.slice(0, end % text.length)),
        fc
            .array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1'), { maxLength: 8 })
            .map((parts) => parts.join('')),
    );
    const broken = noValue.map((text) => text.replaceAll('\n', ' '));
    const lines = fc.array(
        fc.oneof(
            broken.map((text) => ({ good: false, text })),
            fc.constant({ good: true, text: '' }),
        ),
        { minLength: 2, maxLength: 12 },
    );

    test('takes no good one with it', async () => {
        await fc.assert(
            fc.asyncProperty(lines, async (given) => {
                const texts = given.map(({ good, text }, at) =>
                    good ? activityText({ eventId: `good-${at}` }) : text,
                );
                const bytes = texts.join('\n');
                const isAmbiguous = unwrap({ recordId: '1', arrivedAt: ARRIVED_AT, data: base64(bytes) }).some(
                    (event) => !isUnusable(event) && event.read !== undefined && event.text.includes('\n'),
                );
                fc.pre(!isAmbiguous);

                const { lines: kept } = await drained([base64(bytes)]);

                const wanted = texts.filter((_, at) => given[at]?.good === true).map((text) => lineOf(text).line);
                const found = new Set(kept.map(({ line }) => line));
                expect(wanted.filter((line) => !found.has(line))).toEqual([]);
            }),
            { numRuns: 3000, maxSkipsPerRun: 200 },
        );
    });
});

test('any JSON in a field costs that field at most, never the record', async () => {
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
                const done = await handled([base64(activityText({ [messageName]: other }, { [name]: one }))]);

                expect([rowsOf(done).length, answerFaults(done, ['x'])]).toEqual([1, []]);
            },
        ),
        { numRuns: 2500 },
    );
});
