/** Tests of the event with which Firehose calls: only what is needed of it is asked for. */
import { expect, test } from 'vitest';
import { firehoseEvent } from '../../schemas/firehose-event.ts';

const event = {
    invocationId: 'i',
    deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/a',
    region: 'us-west-2',
    records: [],
};
const record = { recordId: '1', approximateArrivalTimestamp: 1767225605000, data: 'H4sIAAAAAAAAAw==' };

test.each([
    ['an empty batch', event],
    ['bytes that are no text', { ...event, records: [record] }],
    ['data that is empty', { ...event, records: [{ ...record, data: '' }] }],
    [
        'a Kinesis source',
        {
            ...event,
            sourceKinesisStreamArn: 'arn:aws:kinesis:us-west-2:123456789012:stream/a',
            records: [{ ...record, kinesisRecordMetadata: { subsequenceNumber: '' } }],
        },
    ],
])('%s is read, and stays as it is', (_, given) => {
    expect(firehoseEvent.parse(given)).toEqual(given);
});

test('fields of later days are no reason to fail', () => {
    expect(firehoseEvent.safeParse({ ...event, more: 1, records: [{ ...record, more: 1 }] }).success).toBe(true);
});
