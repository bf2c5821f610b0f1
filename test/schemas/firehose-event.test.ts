/** Tests of the Firehose event schema: it requires only the fields that are used. */
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
    ['bytes that are not text', { ...event, records: [record] }],
    ['empty data', { ...event, records: [{ ...record, data: '' }] }],
    [
        'a Kinesis source',
        {
            ...event,
            sourceKinesisStreamArn: 'arn:aws:kinesis:us-west-2:123456789012:stream/a',
            records: [{ ...record, kinesisRecordMetadata: { subsequenceNumber: '' } }],
        },
    ],
])('an event with %s is parsed and stays as it is', (_, input) => {
    expect(firehoseEvent.parse(input)).toEqual(input);
});

test('unknown fields are accepted', () => {
    expect(firehoseEvent.safeParse({ ...event, more: 1, records: [{ ...record, more: 1 }] }).success).toBe(true);
});
