/** Tests of what optional keys of the config change in the template. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blueprintOf, type Blueprint } from '../../infra/blueprint.ts';
import { functions } from '../../infra/functions.ts';
import { lakeBucket } from '../../infra/lake-bucket.ts';
import { EXAMPLE_FILE, readConfig } from '../../lib/deploy/config/read-config.ts';
import type { LakeConfig } from '../../lib/deploy/config/lake-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';

const EXAMPLE = readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true });
const blueprintWith = (more: Partial<LakeConfig>): Blueprint => blueprintOf({ ...EXAMPLE, ...more }, 'test');

test('the lake bucket has no versions and no rule for them by default', () => {
    const { LakeBucket } = lakeBucket(blueprintWith({}));

    expect(JSON.stringify(LakeBucket)).not.toMatch(/version/i);
});

test('the lake bucket keeps old versions for the days of the config, wherever they are in the bucket', () => {
    const { LakeBucket } = lakeBucket(blueprintWith({ versions: 30 }));

    expect(LakeBucket!.Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
            Rules: expect.arrayContaining([
                {
                    Id: 'versions',
                    Status: 'Enabled',
                    NoncurrentVersionExpiration: { NoncurrentDays: 30 },
                    ExpiredObjectDeleteMarker: true,
                },
            ]),
        },
    });
});

test('the transform reserves concurrency only if the config does', () => {
    expect(functions(blueprintWith({})).transform).not.toHaveProperty('reservedConcurrency');
    expect(functions(blueprintWith({ transformConcurrency: 20 })).transform).toHaveProperty('reservedConcurrency', 20);
});
