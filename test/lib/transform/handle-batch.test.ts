/** Tests of handling an invocation. */
import { describe, expect, test } from 'vitest';
import { handleBatch } from '../../../lib/transform/handle-batch.ts';
import {
    ARRIVED_AT,
    base64,
    transformBatch,
    makeInvocation,
    SETTINGS,
    acceptingPorts,
} from '../../support/transform-batch.ts';
import { activityText, notificationText } from '../../support/sample-events.ts';

test('the reply to an empty batch is an empty list', async () => {
    const { reply } = await transformBatch([]);

    expect(reply).toEqual({ records: [] });
});

describe('an invocation that is not from Firehose', () => {
    const record = { recordId: '1', approximateArrivalTimestamp: ARRIVED_AT, data: '' };
    const event = makeInvocation([], 'a', ARRIVED_AT);

    test.each([
        ['nothing', undefined],
        ['a string', 'hello'],
        ['an empty object', {}],
        ['an S3 event', { Records: [{ eventSource: 'aws:s3' }] }],
        ['a subscription of CloudWatch Logs', { awslogs: { data: 'H4sI' } }],
        ['an event without records', { ...event, records: undefined }],
        ['a record without data', { ...event, records: [{ ...record, data: undefined }] }],
        ['a record without an id', { ...event, records: [{ ...record, recordId: undefined }] }],
        ['a record without a time', { ...event, records: [{ ...record, approximateArrivalTimestamp: 'now' }] }],
    ])('the invocation fails if it is %s', async (_, invocation) => {
        await expect(handleBatch(invocation, SETTINGS, acceptingPorts([]))).rejects.toThrow(
            new RegExp(
                '^The event is not a Firehose transformation event: \\{invocationId, deliveryStreamArn, region, ' +
                    'records: \\[\\{recordId, approximateArrivalTimestamp, data\\}\\]\\}\\.\n.',
            ),
        );
    });

    test('the error does not contain data of the event', async () => {
        const secret = { ...event, records: [{ ...record, data: { user: 'ana' } }] };

        await expect(handleBatch(secret, SETTINGS, acceptingPorts([]))).rejects.toThrow(/^[^]*(?<!ana[^]*)$/);
    });
});

describe('an invocation from a Kinesis stream', () => {
    test.each(['', 0, undefined])('the subsequence number %j is accepted', async (subsequenceNumber) => {
        const invocation = {
            ...makeInvocation([], 'a', ARRIVED_AT),
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

        const { counts } = await handleBatch(invocation, SETTINGS, acceptingPorts([]));

        expect(counts.rows).toBe(1);
    });
});

test.each([
    ['lake-user-activity', 'user_activity', 1],
    ['lake-user-notification', 'user_notification', 0],
    ['anything', 'user_activity', 1],
])('the stream %s belongs to the table %s', async (stream, table, rows) => {
    const done = await transformBatch([base64(activityText())], { stream });

    expect([done.stream, done.table, done.counts.rows]).toEqual([stream, table, rows]);
});

test('pieces are put on the streams of the settings', async () => {
    const { puts } = await transformBatch([base64(`${activityText()}\n${notificationText('x')}`)], {
        stream: 'any',
        settings: { user_activity: 'to-a', user_notification: 'to-b' },
    });

    expect(puts.map(({ stream, records }) => [stream, records.length])).toEqual([
        ['to-a', 1],
        ['to-b', 1],
    ]);
});
