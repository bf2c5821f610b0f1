/** Tests of an invocation: what is Firehose's is answered, what is not fails with what was expected. */
import { describe, expect, test } from 'vitest';
import { handleBatch } from '../../../lib/transform/handle-batch.ts';
import { ARRIVED_AT, base64, handled, invocationOf, SETTINGS, takingPorts } from '../../support/given-firehose.ts';
import { activityText, notificationText } from '../../support/given-events.ts';

test('an empty batch is answered with an empty list', async () => {
    const { answer } = await handled([]);

    expect(answer).toEqual({ records: [] });
});

describe('an invocation that is none of Firehose’s fails', () => {
    const record = { recordId: '1', approximateArrivalTimestamp: ARRIVED_AT, data: '' };
    const event = invocationOf([], 'a', ARRIVED_AT);

    test.each([
        ['nothing', undefined],
        ['a text', 'hello'],
        ['an empty object', {}],
        ['an S3 event', { Records: [{ eventSource: 'aws:s3' }] }],
        ['a subscription of CloudWatch Logs', { awslogs: { data: 'H4sI' } }],
        ['an event without records', { ...event, records: undefined }],
        ['a record without data', { ...event, records: [{ ...record, data: undefined }] }],
        ['a record without an id', { ...event, records: [{ ...record, recordId: undefined }] }],
        ['a record without a time', { ...event, records: [{ ...record, approximateArrivalTimestamp: 'now' }] }],
    ])('with what was expected: %s', async (_, invocation) => {
        await expect(handleBatch(invocation, SETTINGS, takingPorts([]))).rejects.toThrow(
            /^Expected the event of a Firehose transformation: \{invocationId, deliveryStreamArn, region, records: \[\{recordId, approximateArrivalTimestamp, data\}\]\}\.\n./,
        );
    });

    test('without a word of what is in it', async () => {
        const secret = { ...event, records: [{ ...record, data: { user: 'ana' } }] };

        await expect(handleBatch(secret, SETTINGS, takingPorts([]))).rejects.toThrow(/^[^]*(?<!ana[^]*)$/);
    });
});

describe('an invocation from a Kinesis stream is answered', () => {
    test.each(['', 0, undefined])('with the sub-sequence number %j', async (subsequenceNumber) => {
        const invocation = {
            ...invocationOf([], 'a', ARRIVED_AT),
            sourceKinesisStreamArn: 'arn:aws:kinesis:us-west-2:123456789012:stream/a',
            records: [
                {
                    recordId: '1',
                    approximateArrivalTimestamp: ARRIVED_AT,
                    data: base64(activityText()),
                    kinesisRecordMetadata: {
                        shardId: 's',
                        partitionKey: 'p',
                        approximateArrivalTimestamp: ARRIVED_AT,
                        sequenceNumber: '1',
                        subsequenceNumber,
                    },
                },
            ],
        };

        const { counts } = await handleBatch(invocation, SETTINGS, takingPorts([]));

        expect(counts.rows).toBe(1);
    });
});

test.each([
    ['lake-user-activity', 'user_activity', 1],
    ['lake-user-notification', 'user_notification', 0],
    ['anything', 'user_activity', 1],
])('the stream %s is that of %s', async (stream, table, rows) => {
    const done = await handled([base64(activityText())], { stream });

    expect([done.stream, done.table, done.counts.rows]).toEqual([stream, table, rows]);
});

test('pieces go to the streams that the settings name', async () => {
    const { puts } = await handled([base64(`${activityText()}\n${notificationText('x')}`)], {
        stream: 'any',
        settings: { user_activity: 'to-a', user_notification: 'to-b' },
    });

    expect(puts.map(({ stream, records }) => [stream, records.length])).toEqual([
        ['to-a', 1],
        ['to-b', 1],
    ]);
});
