/** Wraps events in Firehose records, parcels and CloudWatch Logs envelopes. */
import { Dice } from '../../lib/generate/dice.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { LOG_GROUP, logEnvelope } from '../../lib/generate/log-envelope.ts';
import { ACCOUNT_ID, REGION } from '../../lib/generate/synthetic-pool.ts';
import { writeParcel } from '../../schemas/parcel.ts';
import { storedGzip } from './stored-gzip.ts';

export type SampleRecord = { readonly recordId: string; readonly data: string };

const STREAM = 'cognito-log-lake-dev-user-activity';

export const sampleRecord = (recordId: string, bytes: Uint8Array | string): SampleRecord => ({
    recordId,
    data: Buffer.from(bytes).toString('base64'),
});

/** The event with which Firehose invokes the function. @param firstArrivalAt ISO time of the first record */
export const firehoseEvent = (firstArrivalAt: string, records: readonly SampleRecord[]): object => ({
    invocationId: new Dice(Date.parse(firstArrivalAt) / 1000, 0).uuid(),
    deliveryStreamArn: `arn:aws:firehose:${REGION}:${ACCOUNT_ID}:deliverystream/${STREAM}`,
    region: REGION,
    records: records.map(({ recordId, data }, index) => ({
        recordId,
        approximateArrivalTimestamp: Date.parse(firstArrivalAt) + index,
        data,
    })),
});

export const parcelOf = ({ text, atMs }: Pick<GeneratedEvent, 'text' | 'atMs'>): string =>
    writeParcel({ text, arrivedAt: atMs + 1500, ingestPath: 's3_export', logEventId: null });

const byTime = (one: GeneratedEvent, other: GeneratedEvent): number => one.atMs - other.atMs;

/** The events in time order. */
export const inOrder = (events: readonly GeneratedEvent[]): readonly GeneratedEvent[] => [...events].sort(byTime);

/** An envelope as a subscription sends it. Its log event ids depend on the time of its first event. */
export const envelope = (events: readonly GeneratedEvent[]): Buffer => {
    const seed = events.reduce((min, { atMs }) => Math.min(min, atMs), Number.MAX_SAFE_INTEGER) / 1000;
    return storedGzip(logEnvelope(LOG_GROUP, inOrder(events), new Dice(seed, events.length)));
};
