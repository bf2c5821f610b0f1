/** Property of parcels: re-ingestion does not change the row of an event. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toLine, isRejected } from '../../lib/transform/to-line.ts';
import { decode, type EventText } from '../../lib/transform/decode/decode.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { INGEST_PATHS } from '../../schemas/vocabulary.ts';
import { activityText, notificationText } from '../support/sample-events.ts';
import { ARRIVED_AT, base64, transformUntilDrained, transformBatch, SETTINGS } from '../support/transform-batch.ts';
import { eventText } from '../support/random-records.ts';

/** The line or the rejection reason of an event in a parcel that was not re-ingested. */
const outcomeOf = (event: EventText): string => {
    const outcome = toLine({ ...event, text: event.text.trim(), parcelArrivedAt: ARRIVED_AT });
    return isRejected(outcome) ? outcome.reason : outcome.line.join('').slice(0, -1);
};

const event: fc.Arbitrary<EventText> = fc.record({
    text: eventText,
    arrivedAt: fc.oneof(fc.constant(ARRIVED_AT), fc.nat({ max: 2 ** 42 })),
    ingestPath: fc.constantFrom(...INGEST_PATHS),
    logEventId: fc.option(fc.string()),
});

/** A good and a bad event in every record: it is neither ok nor rejected as a whole. */
const USUAL_OTHERS = ['[', activityText({ eventId: 'another' })];

/** One re-ingestion: another event that makes the record split, with or without gzip, at another time. */
const hop = fc.record({
    otherEvent: fc.constantFrom(
        activityText({ eventType: 'SignUp' }),
        notificationText('y'),
        '{',
        activityText({}, { eventTimestamp: null }),
    ),
    isGzip: fc.boolean(),
    // A record arrives after the rows in its parcels.
    arrivedAt: fc.integer({ min: ARRIVED_AT, max: 2 ** 42 }),
    stream: fc.constantFrom(SETTINGS.user_activity, SETTINGS.user_notification),
});
type Hop = {
    readonly otherEvent: string;
    readonly isGzip: boolean;
    readonly arrivedAt: number;
    readonly stream: string;
};

const recordsOf = (bytes: Buffer): string =>
    bytes[0] === 0x1f
        ? decode({ recordId: '1', arrivedAt: 0, data: base64(bytes) })
              .map((each) => ('text' in each ? writeParcel(each) : ''))
              .join('\n')
        : bytes.toString();

/** The re-ingested pieces of a record, as the lines of the next record, which is split once more. */
const reingestOnce = async (
    lines: string,
    { otherEvent, isGzip, arrivedAt, stream }: Hop,
): Promise<{ readonly lines: string; readonly wasReingested: boolean }> => {
    const others = [otherEvent, ...USUAL_OTHERS].map((text) =>
        writeParcel({ text, arrivedAt, ingestPath: 'firehose', logEventId: null }),
    );
    const bytes = Buffer.from([lines, ...others].join('\n'));
    const { puts } = await transformBatch([base64(isGzip ? gzipSync(bytes) : bytes)], { arrivedAt, stream });
    return { lines: puts.flatMap(({ records }) => records.map(recordsOf)).join('\n'), wasReingested: puts.length > 0 };
};

test('repeated re-ingestion with other events changes no row and no rejection reason', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.array(event, { minLength: 1, maxLength: 4 }),
            fc.array(hop, { maxLength: 4 }),
            async (events, hops) => {
                let lines = events.map(writeParcel).join('\n');
                for (const each of hops) {
                    const next = await reingestOnce(lines, each);
                    expect(next.wasReingested).toBe(true);
                    ({ lines } = next);
                }

                const { lines: rows, rejected } = await transformUntilDrained([base64(lines)], {
                    arrivedAt: ARRIVED_AT + 1,
                });

                const outcomes = [
                    ...rows.map(({ line }) => line),
                    ...Object.entries(rejected).flatMap(([reason, count]) =>
                        Array.from({ length: count }, () => reason),
                    ),
                ];
                const others = hops.flatMap(({ otherEvent: text, arrivedAt }) => [
                    outcomeOf({ text, arrivedAt, ingestPath: 'firehose', logEventId: null }),
                    ...USUAL_OTHERS.map((each) =>
                        outcomeOf({ text: each, arrivedAt, ingestPath: 'firehose', logEventId: null }),
                    ),
                ]);
                expect(outcomes.toSorted()).toEqual([...events.map(outcomeOf), ...others].toSorted());
            },
        ),
        { numRuns: 600 },
    );
});

test('a parcel in the text of a parcel is not opened', async () => {
    const inner = writeParcel({ text: activityText(), arrivedAt: 5, ingestPath: 's3_export', logEventId: 'x' });

    const { lines, rejected } = await transformUntilDrained([
        base64(writeParcel({ text: inner, arrivedAt: 6, ingestPath: 'firehose', logEventId: null })),
    ]);

    expect([lines, rejected]).toEqual([[], { unknown_event_source: 1 }]);
});
