/** Tests of the names of the stack's parts. */
import { describe, expect, test } from 'vitest';
import { arnIn, stackNames } from '../../../../lib/deploy/config/stack-names.ts';
import { findConfig, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { settingsFrom, tableOfStream } from '../../../../lib/transform/settings.ts';
import { TABLE_NAMES } from '../../../../schemas/columns.ts';

const config = readConfig(findConfig('/', ''));
const place = { stage: 'dev', account: '123456789012', region: 'ap-southeast-2', partition: 'aws' };

test('the transform tells the streams apart by their names, also without settings', () => {
    const { streams } = stackNames(config, place);

    expect(TABLE_NAMES.map((table) => tableOfStream(streams[table], settingsFrom({})))).toEqual([...TABLE_NAMES]);
});

test('the longest stage in the longest region makes names that S3 and Firehose take', () => {
    const names = stackNames(config, { ...place, stage: 'production' });

    expect([names.lakeBucket, names.exportBucket].every((name) => /^[a-z0-9-]{3,63}$/.test(name))).toBe(true);
    expect(Object.values(names.streams).every((name) => /^[a-zA-Z0-9_.-]{1,64}$/.test(name))).toBe(true);
});

test('a bucket that is there is taken up by its name', () => {
    const names = stackNames({ ...config, existingLakeBucket: 'old-lake', existingExportBucket: 'old-export' }, place);

    expect([names.lakeBucket, names.exportBucket]).toEqual(['old-lake', 'old-export']);
});

test('the database has a name that Athena takes without quotes', () => {
    expect(stackNames(config, { ...place, stage: 'pre-prod' }).database).toBe('cognito_log_lake_pre_prod');
});

describe('a stage that can be no part of a bucket’s name is refused', () => {
    test.each(['pre-production', 'Dev', '1st', 'my_stage', ''])('%j', (stage) => {
        expect(() => stackNames(config, { ...place, stage })).toThrow(
            `The stage "${stage}" becomes part of buckets' names: give one of at most ten small letters, digits and hyphens, a letter first`,
        );
    });
});

test('an ARN has the partition, region and account of the place', () => {
    expect(arnIn(place)('sqs', 'queue')).toBe('arn:aws:sqs:ap-southeast-2:123456789012:queue');
});
