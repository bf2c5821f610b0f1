/** Tests of recognising what a JSON value is. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { recognise } from '../../../lib/inputs/recognise.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import { notificationText, usualText } from '../../fixtures/records.ts';

const came = { ingestPath: null, modifiedAt: Date.UTC(2026, 0, 2), latestAt: Date.UTC(2026, 5, 1) };
const logs = (messageType: string, ...texts: readonly string[]): string =>
    JSON.stringify({
        messageType,
        logEvents: texts.map((message, index) => ({ id: String(index), timestamp: 1767225700000 + index, message })),
    });
const recognised = (value: string | object, given = came): unknown =>
    recognise(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), given);
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
            'of an unknown source goes to activity, which refuses it',
            '{"eventSource":"x"}',
            { table: 'user_activity', arrivedAt: came.modifiedAt, data: base64('{"eventSource":"x"}') },
        ],
    ])('%s', (_, text, expected) => {
        expect(recognised(text)).toEqual([expected]);
    });

    test('of a time that is not yet is from when the file is', () => {
        expect(recognised(usualText.replace('1767225604000', '9999999999999'))).toMatchObject([
            { arrivedAt: Date.UTC(2026, 0, 1) },
        ]);
    });
});

test('an envelope goes compressed, to the table of its first event, at the time of its last', () => {
    const text = logs('DATA_MESSAGE', notificationText, usualText);

    const [handed] = recognise(Buffer.from(text), came) ?? [];

    expect(handed).toMatchObject({ table: 'user_notification', arrivedAt: 1767225700001 });
    expect(gunzipSync(Buffer.from(handed!.data, 'base64')).toString()).toBe(text);
});

test('a control message is handed over, to be set aside', () => {
    expect(
        recognised(logs('CONTROL_MESSAGE', 'CWL CONTROL MESSAGE: Checking health of destination Firehose.')),
    ).toHaveLength(1);
});

test('the event of a Lambda function gives the envelope in it', () => {
    const data = gzipSync(logs('DATA_MESSAGE', usualText)).toString('base64');

    expect(recognised({ awslogs: { data } })).toMatchObject([{ table: 'user_activity', arrivedAt: 1767225700000 }]);
});

test('a parcel keeps its time and goes to the table of its event', () => {
    const text = writeParcel({ text: notificationText, arrivedAt: 5, ingestPath: 'backfill', logEventId: 'x' });

    expect(recognised(text)).toEqual([{ table: 'user_notification', arrivedAt: 5, data: base64(text) }]);
});

test('a row of ours goes to its table', () => {
    expect([
        recognised({ record_id: 'x', event_type: 'SignIn' }),
        recognised({ record_id: 'x', event_type: 'DeliveryError' }),
    ]).toMatchObject([[{ table: 'user_activity' }], [{ table: 'user_notification' }]]);
});

test('a saved event whose base64 is in the alphabet of addresses is read as Firehose would have written it', () => {
    expect(
        recognised({ deliveryStreamArn: 'x', records: [{ approximateArrivalTimestamp: 1495072949453, data: '-_-_' }] }),
    ).toMatchObject([{ data: '+/+/' }]);
});

test('a saved event gives its records as they came, on the stream that it names', () => {
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
            { table: 'user_activity', arrivedAt: came.modifiedAt, data: '' },
        ],
        [
            { table: 'user_notification', arrivedAt: 1495072949453, data: '***' },
            { table: 'user_notification', arrivedAt: came.modifiedAt, data: '' },
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
])('%s is nothing that Cognito’s logs come in', (text) => {
    expect(recognised(text)).toBeNull();
});

test('a parcel whose text is no object goes to activity, which refuses it', () => {
    const text = writeParcel({ text: '[1]', arrivedAt: 1767225600123, ingestPath: 'backfill', logEventId: null });

    expect(recognised(text)).toEqual([{ table: 'user_activity', arrivedAt: 1767225600123, data: base64(text) }]);
});
