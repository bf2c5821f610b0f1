/** Tests of partitioning as Firehose does it. */
import { describe, expect, test } from 'vitest';
import { ActivePartitions } from '../../../lib/firehose/active-partitions.ts';
import type { CheckedAnswer } from '../../../lib/firehose/check-answer.ts';

const keys = { user_pool_id: 'us-west-2_EXAMPLE', event_type: 'SignIn', dt: '2026-01-01' };
const kept = (partitionKeys: Record<string, unknown>): CheckedAnswer => ({
    recordId: '1',
    result: 'Ok',
    data: '',
    metadata: { partitionKeys },
});

test('a record goes where its keys say, whatever more there is', () => {
    expect(new ActivePartitions(Infinity).of('user_activity', kept({ ...keys, more: 'x' }))).toEqual({ keys });
});

describe('a record can’t be partitioned when', () => {
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
    ])('%s', (_, given) => {
        expect(new ActivePartitions(Infinity).of('user_activity', kept(given))).toEqual(unusable);
    });

    test('there are no keys', () => {
        expect(new ActivePartitions(Infinity).of('user_activity', { recordId: '1', result: 'Ok', data: '' })).toEqual(
            unusable,
        );
        expect(
            new ActivePartitions(Infinity).of('user_activity', { recordId: '1', result: 'Ok', data: '', metadata: {} }),
        ).toEqual(unusable);
    });
});

test('a key may have 512 bytes', () => {
    const dt = 'é'.repeat(256);

    expect(new ActivePartitions(Infinity).of('user_activity', kept({ ...keys, dt }))).toEqual({
        keys: { ...keys, dt },
    });
});

test('more partitions than may be active go to the errors; those that are active go on, table by table', () => {
    const partitions = new ActivePartitions(2);
    const of = (day: string, table: 'user_activity' | 'user_notification' = 'user_activity'): string => {
        const found = partitions.of(table, kept({ ...keys, dt: day }));
        return 'keys' in found ? 'kept' : found.failure.type;
    };

    expect(['1', '2', '3', '1', '2', '3'].map((day) => of(day))).toEqual([
        'kept',
        'kept',
        'activePartitionExceeded',
        'kept',
        'kept',
        'activePartitionExceeded',
    ]);
    expect(of('3', 'user_notification')).toBe('kept');
});
