/** Tests of the names of the stack's resources. */
import { expect, test } from 'vitest';
import { arnIn, stackNames } from '../../../../lib/deploy/config/stack-names.ts';
import { findConfig, readConfig } from '../../../../lib/deploy/config/read-config.ts';
import { settingsFrom, tableOfStream } from '../../../../lib/transform/settings.ts';
import { TABLE_NAMES } from '../../../../schemas/columns.ts';

const config = readConfig(findConfig(undefined, '/', ''));
const location = { stage: 'dev', account: '123456789012', region: 'ap-southeast-2', partition: 'aws' };

test('the transform recognises the streams by their names, even without environment variables', () => {
    const { streams } = stackNames(config, location);

    expect(TABLE_NAMES.map((table) => tableOfStream(streams[table], settingsFrom({})))).toEqual([...TABLE_NAMES]);
});

test('the longest stage in the longest region gives names that S3 and Firehose accept', () => {
    const names = stackNames(config, { ...location, stage: 'production' });

    expect([names.lakeBucket, names.exportBucket].every((name) => /^[a-z0-9-]{3,63}$/.test(name))).toBe(true);
    expect(Object.values(names.streams).every((name) => /^[a-zA-Z0-9_.-]{1,64}$/.test(name))).toBe(true);
});

test('existing buckets keep their names', () => {
    const existing = { existingLakeBucket: 'old-lake', existingExportBucket: 'old-export' };

    const names = stackNames({ ...config, ...existing }, location);

    expect([names.lakeBucket, names.exportBucket]).toEqual(['old-lake', 'old-export']);
});

test('the name of the database needs no quotes in Athena', () => {
    expect(stackNames(config, { ...location, stage: 'pre-prod' }).database).toBe('cognito_log_lake_pre_prod');
});

test.each(['pre-production', 'Dev', '1st', 'my_stage', ''])(
    'the stage %j is rejected, because it can’t be part of a bucket name',
    (stage) => {
        expect(() => stackNames(config, { ...location, stage })).toThrow(
            `Invalid stage "${stage}": it becomes part of bucket names. ` +
                'Use at most ten lower-case letters, digits and hyphens, starting with a letter.',
        );
    },
);

test('an ARN has the partition, region and account of the location', () => {
    expect(arnIn(location)('sqs', 'queue')).toBe('arn:aws:sqs:ap-southeast-2:123456789012:queue');
});
