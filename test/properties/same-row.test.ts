/** The property of parcels: wherever an event has been, its row is the same to the last column. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerable, isBad } from '../../lib/transform/answerable.ts';
import { unwrap, type EventText } from '../../lib/transform/decode/unwrap.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { activityText, notificationText } from '../support/given-events.ts';
import { ARRIVED_AT, base64, drained, handled, SETTINGS } from '../support/given-firehose.ts';
import { eventText } from '../support/given-arrivals.ts';

/** The line, or why there is none, of an event that has been nowhere. */
const endOf = (event: EventText): string => {
    const found = answerable({ ...event, text: event.text.trim() });
    return isBad(found) ? found.refusal : found.line.join('').slice(0, -1);
};

const event: fc.Arbitrary<EventText> = fc.record({
    text: eventText,
    arrivedAt: fc.oneof(fc.constant(ARRIVED_AT), fc.nat({ max: 2 ** 42 })),
    ingestPath: fc.constantFrom(...INGEST_PATHS),
    logEventId: fc.option(fc.string()),
});

/** What happens on the way: a company of events that an arrival can't be answered whole with, in gzip or not, at another time. */
const hop = fc.record({
    company: fc.constantFrom(
        activityText({ eventType: 'SignUp' }),
        notificationText('y'),
        '{',
        activityText({}, { eventTimestamp: null }),
    ),
    isGzip: fc.boolean(),
    arrivedAt: fc.nat({ max: 2 ** 42 }),
    stream: fc.constantFrom(SETTINGS.user_activity, SETTINGS.user_notification),
});
type Hop = { readonly company: string; readonly isGzip: boolean; readonly arrivedAt: number; readonly stream: string };

const recordsOf = (bytes: Buffer): string =>
    bytes[0] === 0x1f
        ? unwrap({ recordId: '1', arrivedAt: 0, data: base64(bytes) })
              .map((each) => ('text' in each ? writeParcel(each) : ''))
              .join('\n')
        : bytes.toString();

/** All that an arrival is put back as, in one arrival again: what comes of that next time is taken apart once more. */
const hopped = async (
    lines: string,
    { company, isGzip, arrivedAt, stream }: Hop,
): Promise<{ readonly lines: string; readonly wasPutBack: boolean }> => {
    const bytes = Buffer.from(
        `${lines}\n${writeParcel({ text: company, arrivedAt, ingestPath: 'firehose', logEventId: null })}\n${writeParcel({ text: '[', arrivedAt, ingestPath: 'firehose', logEventId: null })}`,
    );
    const { puts } = await handled([base64(isGzip ? gzipSync(bytes) : bytes)], { arrivedAt, stream });
    return { lines: puts.flatMap(({ records }) => records.map(recordsOf)).join('\n'), wasPutBack: puts.length > 0 };
};

test('however often events are put back, in whatever company, their rows are the same, and so are the reasons of the bad ones', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.array(event, { minLength: 1, maxLength: 4 }),
            fc.array(hop, { maxLength: 4 }),
            async (events, hops) => {
                let lines = events.map(writeParcel).join('\n');
                for (const each of hops) {
                    const next = await hopped(lines, each);
                    expect(next.wasPutBack).toBe(true);
                    ({ lines } = next);
                }

                const { lines: rows, refused } = await drained([base64(lines)], { arrivedAt: ARRIVED_AT + 1 });

                const ends = [
                    ...rows.map(({ line }) => line),
                    ...Object.entries(refused).flatMap(([reason, count]) =>
                        Array.from({ length: count }, () => reason),
                    ),
                ];
                const company = hops.flatMap(({ company: text, arrivedAt }) => [
                    endOf({ text, arrivedAt, ingestPath: 'firehose', logEventId: null }),
                    'not_json',
                ]);
                expect(ends.toSorted()).toEqual([...events.map(endOf), ...company].toSorted());
            },
        ),
        { numRuns: 600 },
    );
});

test('a parcel in a parcel’s text is an event like any other: it is not opened', async () => {
    const inner = writeParcel({ text: activityText(), arrivedAt: 5, ingestPath: 's3_export', logEventId: 'x' });

    const { lines, refused } = await drained([
        base64(writeParcel({ text: inner, arrivedAt: 6, ingestPath: 'firehose', logEventId: null })),
    ]);

    expect([lines, refused]).toEqual([[], { unknown_event_source: 1 }]);
});
