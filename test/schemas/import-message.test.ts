import { expect, test } from 'vitest';
import { restMessage, wantedIn } from '../../schemas/import-message.ts';

const told = (...records: readonly object[]): string => JSON.stringify({ Records: records });
const created = (key: string, eventName = 'ObjectCreated:Put'): object => ({
    eventVersion: '2.1',
    eventName,
    s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: 'b', arn: 'arn:aws:s3:::b' },
        object: { key, size: 1, eTag: 'e', sequencer: '1' },
    },
});

test('a notification asks for each new object, by its plain key', () => {
    expect(wantedIn(told(created('a/b+c%2Bd%C3%A9'), created('x', 'ObjectCreated:CompleteMultipartUpload')))).toEqual([
        { bucket: 'b', key: 'a/b c+dé', etag: null, done: 0 },
        { bucket: 'b', key: 'x', etag: null, done: 0 },
    ]);
});

test('of other events than a creation nothing is wanted', () => {
    expect(wantedIn(told(created('a', 'ObjectRemoved:Delete'), created('b', 'ObjectTagging:Put')))).toEqual([]);
});

test('the event by which S3 tries the queue asks for nothing', () => {
    expect(wantedIn(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }))).toEqual([]);
});

test('the message for a rest is read back', () => {
    const rest = { bucket: 'b', key: 'a/é "x"', etag: 'e-2', done: 7 };

    expect(wantedIn(restMessage(rest))).toEqual([rest]);
});

test.each([
    ['no JSON', '{'],
    ['an empty text', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a record without an object', told({ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' } } })],
    ['a key that is no text of an address', told(created('%'))],
    ['another event of S3', JSON.stringify({ Event: 's3:Other' })],
    [
        'a rest of which nothing is done',
        JSON.stringify({ cognito_log_lake_import: 1, bucket: 'b', key: 'k', etag: 'e', done: 0 }),
    ],
    ['a rest without an ETag', JSON.stringify({ cognito_log_lake_import: 1, bucket: 'b', key: 'k', done: 3 })],
    [
        'a rest of another form',
        JSON.stringify({ cognito_log_lake_import: 2, bucket: 'b', key: 'k', etag: 'e', done: 3 }),
    ],
])('%s is no such message', (_, body) => {
    expect(wantedIn(body)).toBeNull();
});
