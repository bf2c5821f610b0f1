/** Tests of the handler: what it reads from the environment, hands on, and reports. */
import { expect, test } from 'vitest';
import type { HandledBatch } from '../../../lib/transform/handle-batch.ts';
import { handlerWith, lambdaHandler } from '../../../lib/transform/handler.ts';
import { activityText } from '../../support/sample-events.ts';
import { ARRIVED_AT, base64, makeInvocation } from '../../support/transform-batch.ts';

const STREAMS = { user_activity: 'a-user-activity', user_notification: 'a-user-notification' };

test('the handler replies, and reports the batch once with its settings and context', async () => {
    const reported: unknown[] = [];
    const handler = handlerWith<{ readonly id: string }>({
        settings: STREAMS,
        portsOf: () => ({ put: async () => [], leftMs: () => 0, wait: async () => undefined, random: () => 0 }),
        report: ({ counts }: HandledBatch, settings, context) => reported.push([counts.rows, settings, context]),
    });

    const { records } = await handler(makeInvocation([base64(activityText({}))], 'a-user-activity', ARRIVED_AT), {
        id: 'x',
    });

    expect(records.map(({ result }) => result)).toEqual(['Ok']);
    expect(reported).toEqual([[1, STREAMS, { id: 'x' }]]);
});

test('an invalid environment variable is an error before the first batch', () => {
    expect(() => lambdaHandler({ ACTIVITY_STREAM: 'not a name' })).toThrow('ACTIVITY_STREAM');
});
