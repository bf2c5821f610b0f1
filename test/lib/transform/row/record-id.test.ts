/** Tests of the record id. */
import { expect, test } from 'vitest';
import { activityText, recordIdOfText, notificationText, rowOf } from '../../../support/sample-events.ts';
import { ARRIVED_AT, base64, transformBatch, okRowsOf, SETTINGS } from '../../../support/transform-batch.ts';

const idIn = (text: string, origin: object = {}): unknown => rowOf(text, origin)['record_id'];

test('the record id of an activity depends only on its text', () => {
    const text = activityText();

    const ids = [
        idIn(text),
        idIn(text, { arrivedAt: ARRIVED_AT + 1 }),
        idIn(text, { ingestPath: 'backfill' }),
        idIn(text, { logEventId: '42' }),
    ];

    expect(ids).toEqual(ids.map(() => recordIdOfText(text)));
});

test('the record id of a notification from CloudWatch Logs also depends on the id of its log event', () => {
    const text = notificationText('Rate exceeded');

    const ids = [idIn(text), idIn(text, { logEventId: '41' }), idIn(text, { logEventId: '42' })];

    expect(ids).toEqual([recordIdOfText(text), recordIdOfText(`41\n${text}`), recordIdOfText(`42\n${text}`)]);
});

test('the record id ignores blanks and a byte order mark around the text', async () => {
    const text = activityText();
    const forms = [text, `${text}\n`, `\r\n  ${text} \t`, `\ufeff${text}`];

    const done = await transformBatch(forms.map(base64));

    expect(okRowsOf(done).map(({ record_id }) => record_id)).toEqual(forms.map(() => recordIdOfText(text)));
});

test('two equal errors in one envelope have different record ids', async () => {
    const text = notificationText('Rate exceeded');
    const logEvents = ['1', '2'].map((id) => ({ id, timestamp: 1767225600123, message: text }));

    const done = await transformBatch([base64(JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents }))], {
        stream: SETTINGS.user_notification,
    });

    expect(okRowsOf(done).map(({ record_id }) => record_id)).toEqual([
        recordIdOfText(`1\n${text}`),
        recordIdOfText(`2\n${text}`),
    ]);
});
