/** Tests of the reply: the record that Firehose expects for each decision. */
import { expect, test } from 'vitest';
import { reply, replyRecord } from '../../../../lib/transform/reply/reply.ts';
import type { Decision } from '../../../../lib/transform/reply/decide.ts';

const record = { recordId: 'id', arrivedAt: 0, data: 'AAAA' };
const partition = { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' };

const DECISIONS: readonly (readonly [Decision, object])[] = [
    [
        { result: 'ok', partition, data: 'e30K', eventCount: 1, unknownFields: 0 },
        { recordId: 'id', result: 'Ok', data: 'e30K', metadata: { partitionKeys: partition } },
    ],
    [{ result: 'dropped' }, { recordId: 'id', result: 'Dropped', data: '' }],
    [
        { result: 'rejected', reasons: ['not_json'] },
        { recordId: 'id', result: 'ProcessingFailed', data: 'AAAA' },
    ],
    [
        { result: 'rejected', reasons: ['not_base64'] },
        { recordId: 'id', result: 'ProcessingFailed', data: '' },
    ],
    [
        { result: 'split', pieces: [], eventCount: 2, reasons: [] },
        { recordId: 'id', result: 'Dropped', data: '' },
    ],
    [
        { result: 'split', pieces: [], eventCount: 2, reasons: ['not_json'] },
        { recordId: 'id', result: 'ProcessingFailed', data: 'AAAA' },
    ],
];

test('the data of a rejected record is in the standard alphabet', () => {
    expect(
        replyRecord({ record: { ...record, data: '-_-_' }, decision: { result: 'rejected', reasons: ['not_json'] } })
            .data,
    ).toBe('+/+/');
});

test.each(DECISIONS)('the reply to %j is right', (decision, expected) => {
    expect(reply([{ record, decision }])).toEqual({ records: [expected] });
});
