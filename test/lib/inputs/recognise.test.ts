/** Tests of recognising the format of a JSON value. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../lib/inputs/recognise.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';

const provenance = { ingestPath: null, modifiedAt: Date.UTC(2026, 0, 2), latestAt: Date.UTC(2026, 5, 1) };
const logs = (messageType: string, ...texts: readonly string[]): string =>
    JSON.stringify({
        messageType,
        logEvents: texts.map((message, index) => ({ id: String(index), timestamp: 1767225700000 + index, message })),
    });
const recognised = (value: string | object): unknown =>
    recognise(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), provenance);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (data: string): object => ({ arrivedAt: 1767225604000, data: base64(data) });
const spaced = JSON.stringify(JSON.parse(usualText), null, 2);

describe('an event', () => {
    test.each([
        ['of user activity', usualText, { table: 'user_activity', ...plain(usualText) }],
        ['over many lines', spaced, { table: 'user_activity', ...plain(spaced) }],
        [
            'of a delivery error',
            notificationText,
            { table: 'user_notification', ...plain(notificationText), arrivedAt: 1767225600123 },
        ],
        [
            'of an unknown source, which goes to the activity stream',
            '{"eventSource":"x"}',
            { table: 'user_activity', arrivedAt: provenance.modifiedAt, data: base64('{"eventSource":"x"}') },
        ],
    ])('an event %s becomes one record', (_, text, expected) => {
        expect(recognised(text)).toEqual([expected]);
    });

    test('an event with a time in the future arrived at its attempt’s time', () => {
        expect(recognised(usualText.replace('1767225604000', '9999999999999'))).toMatchObject([
            { arrivedAt: Date.UTC(2026, 0, 1) },
        ]);
    });
});

test('an envelope becomes a gzip record for the table of its first event, at the time of its last', () => {
    const text = logs('DATA_MESSAGE', notificationText, usualText);

    const [record] = recognise(Buffer.from(text), provenance) ?? [];

    expect(record).toMatchObject({ table: 'user_notification', arrivedAt: 1767225700001 });
    expect(gunzipSync(Buffer.from(record!.data, 'base64')).toString()).toBe(text);
});

test('a control message becomes a record, which the transform drops', () => {
    expect(
        recognised(logs('CONTROL_MESSAGE', 'CWL CONTROL MESSAGE: Checking health of destination Firehose.')),
    ).toHaveLength(1);
});

test('the event of a Lambda subscription becomes the record of its envelope', () => {
    const data = gzipSync(logs('DATA_MESSAGE', usualText)).toString('base64');

    expect(recognised({ awslogs: { data } })).toMatchObject([{ table: 'user_activity', arrivedAt: 1767225700000 }]);
});

test('a parcel keeps its time and goes to the table of its event', () => {
    const text = writeParcel({ text: notificationText, arrivedAt: 5, ingestPath: 'backfill', logEventId: 'x' });

    expect(recognised(text)).toEqual([{ table: 'user_notification', arrivedAt: 5, data: base64(text) }]);
});

test('a row of the lake goes to its table', () => {
    expect([
        recognised({ record_id: 'x', event_type: 'SignIn' }),
        recognised({ record_id: 'x', event_type: 'DeliveryError' }),
    ]).toMatchObject([[{ table: 'user_activity' }], [{ table: 'user_notification' }]]);
});

test('a row of the lake in an S3 export gets no parcel, which would make it valid', () => {
    const row = '{"record_id":"x","event_type":"SignIn"}';

    expect(recognise(Buffer.from(row), { ...provenance, ingestPath: 's3_export' })).toMatchObject([
        { data: base64(row) },
    ]);
});

test('base64url in a saved event becomes base64, as Firehose would have written it', () => {
    expect(
        recognised({ deliveryStreamArn: 'x', records: [{ approximateArrivalTimestamp: 1495072949453, data: '-_-_' }] }),
    ).toMatchObject([{ data: '+/+/' }]);
});

test('a saved event becomes its own records, unchanged, on the stream that it names', () => {
    const saved = (name: string): object => ({
        deliveryStreamArn: `arn:x/${name}`,
        records: [
            { approximateArrivalTimestamp: 1495072949453, data: '***' },
            { approximateArrivalTimestamp: 1e300, data: '' },
        ],
    });

    expect([
        recognised(saved('any')),
        recognised(saved('my-user-notification')),
        recognised({ deliveryStreamArn: 'x', records: [] }),
    ]).toEqual([
        [
            { table: 'user_activity', arrivedAt: 1495072949453, data: '***' },
            { table: 'user_activity', arrivedAt: provenance.modifiedAt, data: '' },
        ],
        [
            { table: 'user_notification', arrivedAt: 1495072949453, data: '***' },
            { table: 'user_notification', arrivedAt: provenance.modifiedAt, data: '' },
        ],
        [],
    ]);
});

test.each([
    ['nonsense'],
    ['[1]'],
    ['1'],
    ['null'],
    ['{}'],
    ['{"a":1}'],
    ['{"awslogs":{}}'],
    ['{"awslogs":{"data":"***"}}'],
    [`{"awslogs":{"data":"${gzipSync('x').toString('base64')}"}}`],
    ['{"messageType":1,"logEvents":1}'],
    ['{"cognito_log_lake":2}'],
    ['{"deliveryStreamArn":1,"records":1}'],
    ['{"rawData":"e30=","errorCode":"x"}'],
])('%s is not a recognised format', (text) => {
    expect(recognised(text)).toBeNull();
});

test('a parcel whose text is not an object goes to the activity stream', () => {
    const text = writeParcel({ text: '[1]', arrivedAt: 1767225600123, ingestPath: 'backfill', logEventId: null });

    expect(recognised(text)).toEqual([{ table: 'user_activity', arrivedAt: 1767225600123, data: base64(text) }]);
});

test('a value that is too deep to parse is not recognised: the transform rejects it', () => {
    const deep = `{"eventSource":"USER_ACTIVITY","deep":${'['.repeat(40_000)}1${']'.repeat(40_000)}}`;

    expect([recognised(deep), recognised(deep.replaceAll(/[[\]]/g, ' '))]).toEqual([null, [expect.anything()]]);
});
