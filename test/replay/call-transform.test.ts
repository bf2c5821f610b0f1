/** Tests of the call of the bundle that is deployed. */
import { beforeAll, expect, test } from 'vitest';
import { transformHere } from '../../lib/replay/call-transform.ts';
import { notificationText, usualText } from '../fixtures/records.ts';
import { invocationOf } from '../lib/given-firehose.ts';
import { buildAll } from './given-replay.ts';

beforeAll(buildAll);

const invocation = (...texts: readonly string[]): object =>
    invocationOf(texts.map((text) => Buffer.from(text).toString('base64')), 'local-user-activity', 1767225605000);

test('an invocation gives the answer, the counts, and what was put back', async () => {
    const { answer, counts, putBack } = await transformHere()(invocation(usualText, notificationText));

    expect(answer).toMatchObject({ records: [{ recordId: 'record-0', result: 'Ok' }, { recordId: 'record-1', result: 'Dropped' }] });
    expect(counts).toMatchObject({ arrivals: 2, events: 2, rows: 1, put_back_events: 1 });
    expect(putBack).toEqual([{ stream: 'local-user-notification', records: [expect.any(String)] }]);
});

test('an invocation that is none of Firehose’s fails', async () => {
    await expect(transformHere()({})).rejects.toThrow(/^Expected the event of a Firehose transformation/);
});
