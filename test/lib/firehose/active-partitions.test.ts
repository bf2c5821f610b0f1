/** Tests of the simulated dynamic partitioning. */
import { describe, expect, test } from 'vitest';
import { ActivePartitions } from '../../../lib/firehose/active-partitions.ts';
import type { CheckedReplyRecord } from '../../../lib/firehose/check-reply.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };
const okRecord = (partitionKeys: Record<string, unknown>): CheckedReplyRecord => ({
    recordId: '1',
    result: 'Ok',
    data: '',
    metadata: { partitionKeys },
});

test('a record goes to the partition of its keys; further keys are ignored', () => {
    expect(new ActivePartitions(Infinity).resolve('user_activity', okRecord({ ...keys, more: 'x' }))).toEqual({ keys });
});

describe('a record without usable partition keys', () => {
    const unusable = {
        failure: expect.objectContaining({
            type: 'partitioning-failed',
            code: 'DynamicPartitioning.MetadataExtractionFailed',
        }),
    };

    test.each<[string, Record<string, unknown>]>([
        ['a key is missing', { ...keys, dt: undefined }],
        ['a key is empty', { ...keys, dt: '' }],
        ['a key is a number', { ...keys, dt: 20260101 }],
        ['a key has more than 512 bytes', { ...keys, dt: 'é'.repeat(257) }],
    ])('partitioning fails if %s', (_, partitionKeys) => {
        expect(new ActivePartitions(Infinity).resolve('user_activity', okRecord(partitionKeys))).toEqual(unusable);
    });

    test('partitioning fails without keys', () => {
        expect(
            new ActivePartitions(Infinity).resolve('user_activity', { recordId: '1', result: 'Ok', data: '' }),
        ).toEqual(unusable);
        expect(
            new ActivePartitions(Infinity).resolve('user_activity', {
                recordId: '1',
                result: 'Ok',
                data: '',
                metadata: {},
            }),
        ).toEqual(unusable);
    });
});

test('a key may have 512 bytes', () => {
    const dt = 'é'.repeat(256);

    expect(new ActivePartitions(Infinity).resolve('user_activity', okRecord({ ...keys, dt }))).toEqual({
        keys: { ...keys, dt },
    });
});

test('records of partitions beyond the limit fail, per table; active partitions still accept records', () => {
    const partitions = new ActivePartitions(2);
    const of = (day: string, table: 'user_activity' | 'user_notification' = 'user_activity'): string => {
        const result = partitions.resolve(table, okRecord({ ...keys, dt: day }));
        return 'keys' in result ? 'ok' : result.failure.type;
    };

    expect(['1', '2', '3', '1', '2', '3'].map((day) => of(day))).toEqual([
        'ok',
        'ok',
        'activePartitionExceeded',
        'ok',
        'ok',
        'activePartitionExceeded',
    ]);
    expect(of('3', 'user_notification')).toBe('ok');
});
