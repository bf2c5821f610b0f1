/** Tests of routing a row to its partition. */
import { describe, expect, test } from 'vitest';
import { isSamePartition, partitionKey } from '../../../../lib/transform/row/route.ts';
import { POOL } from '../../../support/transform-batch.ts';
import { activityText, lineOf, notificationText } from '../../../support/sample-events.ts';

const partitionOf = (text: string): object => lineOf(text).partition;

describe('the event type', () => {
    test.each([
        ['SignIn', 'SignIn'],
        ['SIGN_UP', 'SignUp'],
        ['forgot password', 'ForgotPassword'],
        ['password-change', 'PasswordChange'],
        ['resendcode', 'ResendCode'],
        ['other', 'Other'],
        ['TokenRefresh', 'Other'],
        ['../../etc', 'Other'],
        [null, 'Other'],
        [7, 'Other'],
    ])('the event type %j belongs to the partition %s', (eventType, event_type) => {
        expect(partitionOf(activityText({ eventType }))).toEqual({ user_pool_id: POOL, event_type, dt: '2026-01-01' });
    });
});

test('all events of one attempt belong to one partition, also over midnight', () => {
    const creationDate = 'Wed Dec 31 23:59:30 UTC 2025';

    const partitions = ['1767225570000', '1767225604000', '1767226200000'].map((eventTimestamp) =>
        partitionOf(activityText({ creationDate }, { eventTimestamp })),
    );

    expect(partitions).toEqual(partitions.map(() => ({ user_pool_id: POOL, event_type: 'SignIn', dt: '2025-12-31' })));
});

test('a notification belongs to the day of its event time', () => {
    const text = notificationText('x', { eventTimestamp: '1767139200000' });

    expect(partitionOf(text)).toEqual({ user_pool_id: POOL, event_type: 'DeliveryError', dt: '2025-12-31' });
});

test('two partitions are the same if their pool, type and day are equal', () => {
    const one = { user_pool_id: 'a_1', event_type: 'SignIn', dt: '2026-01-01' };
    const others = [
        { ...one, user_pool_id: 'a_2' },
        { ...one, event_type: 'SignUp' },
        { ...one, dt: '2026-01-02' },
    ];

    expect([one, ...others].map((other) => isSamePartition(one, other))).toEqual([true, false, false, false]);
    expect(new Set([one, ...others].map(partitionKey)).size).toBe(4);
});
