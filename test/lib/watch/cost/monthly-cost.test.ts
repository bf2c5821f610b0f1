import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { costsOf, monthlyCost, PART_NAMES, totalOf, whatChangesMost } from '../../../../lib/watch/cost/monthly-cost.ts';
import { readPrices, steppedCost } from '../../../../lib/aws/prices.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { expectedVolume } from '../../../../lib/watch/cost/volume.ts';

const { costOf } = readPrices();
const volume = expectedVolume(
    { activityPerDay: 100_000, activeUsers: 20_000 },
    {
        pools: [{ id: 'us-east-1_EXAMPLE', userActivity: 'firehose', userNotification: 'cloudwatch', ours: true }],
        retentionDays: { lake: 365, raw: 30, errors: 30, results: 30, exports: 30 },
        rawBackup: false,
    },
);

describe('a month of 100,000 events a day and 20,000 users, by hand from the shipped prices', () => {
    const cost = monthlyCost('firehose', volume, costOf);

    test('Cognito’s export: 3,000,000 x 820 bytes at 0.25 a GB, and 6,000 delivery errors at 0.50', () => {
        // 2,460,000,000 bytes are 2.29105 GB; 4,920,000 are 0.00458 GB.
        expect(cost.vended_logs).toBeCloseTo(0.57276 + 0.00229, 4);
    });

    test('Firehose: 3,000,000 x 820 bytes of vended logs are 2.29105 GB, at 0.13; 6,000 delivery errors of 5 KB are 0.02861 GB, at 0.029', () => {
        expect(cost.firehose).toBeCloseTo(0.29784 + 0.00083, 4);
    });

    test('the Plus plan: 20,000 at 0.02 are 400, and twice the users are what changes most', () => {
        expect(cost.plus_plan).toBe(400);
        expect(whatChangesMost(volume, costOf)[0]).toMatchObject({
            twice: 'active users',
            firehose: expect.closeTo(400, 6),
        });
    });

    test('the total is the sum of its parts', () => {
        expect(totalOf(cost)).toBeCloseTo(
            PART_NAMES.reduce((sum, name) => sum + cost[name], 0),
            10,
        );
    });
});

test('twice of something never costs less, wherever it goes', () => {
    for (const { firehose, cloudwatch, s3 } of whatChangesMost(volume, costOf))
        expect(Math.min(firehose, cloudwatch, s3)).toBeGreaterThanOrEqual(0);
});

test('the destinations differ in the export, and in nothing that they share', () => {
    const { firehose, cloudwatch, s3 } = costsOf(volume, costOf);

    expect(cloudwatch.vended_logs).toBeGreaterThan(firehose.vended_logs);
    expect(s3.firehose).toBeLessThan(firehose.firehose);
    expect([cloudwatch.athena, s3.athena, cloudwatch.watching, s3.plus_plan]).toEqual([
        firehose.athena,
        firehose.athena,
        firehose.watching,
        firehose.plus_plan,
    ]);
});

test('a price in steps: 12,000 GB of vended logs are 10,240 at 0.25 and 1,760 at 0.15', () => {
    expect(costOf('vended_logs_to_s3_gb', 12_000)).toBeCloseTo(2560 + 264, 8);
    expect(steppedCost({ usd: [{ up_to: 10, usd: 1 }, { usd: 0.5 }] }, 10)).toBe(10);
    expect(steppedCost({ usd: 2 }, 0)).toBe(0);
});

test('each shipped price says where it stands and how it was checked', () => {
    const { prices } = parse(readFileSync(join(packageRoot(), 'prices', 'us-east-1.yml'), 'utf8')) as {
        prices: Record<string, { source?: string; checked?: string }>;
    };

    const silent = Object.entries(prices).filter(
        ([, { source = '', checked = '' }]) => !source.startsWith('https://aws.amazon.com/') || checked === '',
    );

    expect(Object.keys(prices).length).toBeGreaterThan(15);
    expect(silent).toEqual([]);
});
