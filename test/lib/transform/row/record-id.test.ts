/** Tests of the identity of a record. */
import { expect, test } from 'vitest';
import { activityText, idOf, notificationText, rowOf } from '../../../support/given-events.ts';
import { ARRIVED_AT, base64, handled, rowsOf, SETTINGS } from '../../../support/given-firehose.ts';

const idIn = (text: string, came: object = {}): unknown => rowOf(text, came)['record_id'];

test('an activity is named by its text alone, however it came', () => {
    const text = activityText();

    const ids = [
        idIn(text),
        idIn(text, { arrivedAt: ARRIVED_AT + 1 }),
        idIn(text, { ingestPath: 'backfill' }),
        idIn(text, { logEventId: '42' }),
    ];

    expect(ids).toEqual(ids.map(() => idOf(text)));
});

test('a notification from CloudWatch Logs is named by the id of its log event too', () => {
    const text = notificationText('Rate exceeded');

    const ids = [idIn(text), idIn(text, { logEventId: '41' }), idIn(text, { logEventId: '42' })];

    expect(ids).toEqual([idOf(text), idOf(`41\n${text}`), idOf(`42\n${text}`)]);
});

test('blanks and a byte order mark around a text do not count', async () => {
    const text = activityText();
    const forms = [text, `${text}\n`, `\r\n  ${text} \t`, `\ufeff${text}`];

    const done = await handled(forms.map(base64));

    expect(rowsOf(done).map(({ record_id }) => record_id)).toEqual(forms.map(() => idOf(text)));
});

test('two equal errors in one envelope are two', async () => {
    const text = notificationText('Rate exceeded');
    const logEvents = ['1', '2'].map((id) => ({ id, timestamp: 1767225600123, message: text }));

    const done = await handled([base64(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents }))], {
        stream: SETTINGS.user_notification,
    });

    expect(rowsOf(done).map(({ record_id }) => record_id)).toEqual([idOf(`1\n${text}`), idOf(`2\n${text}`)]);
});
