/** Tests of the messages in the import queue. */
import { expect, test } from 'vitest';
import { restMessage, importRequestsIn } from '../../schemas/import-message.ts';

const notificationOf = (...records: readonly object[]): string => JSON.stringify({ Records: records });
const created = (key: string, eventName = 'ObjectCreated:Put'): object => ({
    eventVersion: '2.1',
    eventName,
    s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: 'b', arn: 'arn:aws:s3:::b' },
        object: { key, size: 1, eTag: 'e', sequencer: '1' },
    },
});

test('a notification requests each new object by its decoded key', () => {
    expect(
        importRequestsIn(
            notificationOf(created('a/b+c%2Bd%C3%A9'), created('x', 'ObjectCreated:CompleteMultipartUpload')),
        ),
    ).toEqual([
        { bucket: 'b', key: 'a/b c+dé', etag: null, done: 0 },
        { bucket: 'b', key: 'x', etag: null, done: 0 },
    ]);
});

test('events other than a creation request nothing', () => {
    expect(
        importRequestsIn(notificationOf(created('a', 'ObjectRemoved:Delete'), created('b', 'ObjectTagging:Put'))),
    ).toEqual([]);
});

test('the test event of S3 requests nothing', () => {
    expect(importRequestsIn(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }))).toEqual([]);
});

test('a rest message is parsed to the same request', () => {
    const rest = { bucket: 'b', key: 'a/é "x"', etag: 'e-2', done: 7 };

    expect(importRequestsIn(restMessage(rest))).toEqual([rest]);
});

test.each([
    ['text that is not JSON', '{'],
    ['an empty text', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a record without an object', notificationOf({ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' } } })],
    ['a key that is not URL-encoded', notificationOf(created('%'))],
    ['another event of S3', JSON.stringify({ Event: 's3:Other' })],
    [
        'a rest message with done = 0',
        JSON.stringify({ cognito_log_lake_import: 1, bucket: 'b', key: 'k', etag: 'e', done: 0 }),
    ],
    ['a rest message without an ETag', JSON.stringify({ cognito_log_lake_import: 1, bucket: 'b', key: 'k', done: 3 })],
    [
        'a rest message of another version',
        JSON.stringify({ cognito_log_lake_import: 2, bucket: 'b', key: 'k', etag: 'e', done: 3 }),
    ],
])('a message is not recognised: %s', (_, body) => {
    expect(importRequestsIn(body)).toBeNull();
});
