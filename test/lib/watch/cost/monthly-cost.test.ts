/** Tests of monthly costs with the shipped prices, calculated by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
    monthlyCosts,
    monthlyCost,
    BILL_LINE_NAMES,
    totalOf,
    rankCostDrivers,
} from '../../../../lib/watch/cost/monthly-cost.ts';
import { readPrices, tieredCost } from '../../../../lib/aws/prices.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';
import { expectedVolume } from '../../../../lib/watch/cost/volume.ts';

const { costOf } = readPrices();
const volume = expectedVolume(
    { activityPerDay: 100_000, activeUsers: 20_000 },
    {
        pools: [{ id: 'us-east-1_EXAMPLE', userActivity: 'firehose', userNotification: 'cloudwatch', managed: true }],
        retentionDays: { lake: 365, raw: 30, errors: 30, results: 30, exports: 30, exportLogs: 30 },
        rawBackup: false,
        bufferSeconds: 300,
        encryption: 'SSE-S3',
        alarmEmail: 'none',
        queryCutOffGb: 100,
        silenceHours: 24,
    },
);

describe('a month of 100,000 events a day and 20,000 users', () => {
    const cost = monthlyCost('firehose', volume, costOf);

    test('the Cognito export is 3,000,000 x 820 bytes at 0.25 a GB, and 6,000 delivery errors at 0.50', () => {
        // 2,460,000,000 bytes are 2.29105 GB; 4,920,000 are 0.00458 GB.
        expect(cost.vended_logs).toBeCloseTo(0.57276 + 0.00229, 4);
    });

    test('Firehose is 3,000,000 x 820 bytes of vended logs at 0.13 a GB, and 6,000 x 5 KB at 0.029', () => {
        // 2.29105 GB and 0.02861 GB.
        expect(cost.firehose).toBeCloseTo(0.29784 + 0.00083, 4);
    });

    test('the Plus plan is 20,000 x 0.02, and active users are the main cost driver', () => {
        expect(cost.plus_plan).toBe(400);
        expect(rankCostDrivers(volume, costOf)[0]).toMatchObject({
            driver: 'active users',
            firehose: expect.closeTo(400, 6),
        });
    });

    test('the total is the sum of its bill lines', () => {
        expect(totalOf(cost)).toBeCloseTo(
            BILL_LINE_NAMES.reduce((sum, name) => sum + cost[name], 0),
            10,
        );
    });
});

test('doubling a cost driver never costs less, for any destination', () => {
    for (const { firehose, cloudwatch, s3 } of rankCostDrivers(volume, costOf))
        expect(Math.min(firehose, cloudwatch, s3)).toBeGreaterThanOrEqual(0);
});

test('the destinations differ in the export and share the other costs', () => {
    const { firehose, cloudwatch, s3 } = monthlyCosts(volume, costOf);

    expect(cloudwatch.vended_logs).toBeGreaterThan(firehose.vended_logs);
    expect(s3.firehose).toBeLessThan(firehose.firehose);
    expect([cloudwatch.athena, s3.athena, cloudwatch.monitoring, s3.plus_plan]).toEqual([
        firehose.athena,
        firehose.athena,
        firehose.monitoring,
        firehose.plus_plan,
    ]);
});

test('a tiered price: 12,000 GB of vended logs are 10,240 at 0.25 and 1,760 at 0.15', () => {
    expect(costOf('vended_logs_to_s3_gb', 12_000)).toBeCloseTo(2560 + 264, 8);
    expect(tieredCost({ usd: [{ up_to: 10, usd: 1 }, { usd: 0.5 }] }, 10)).toBe(10);
    expect(tieredCost({ usd: 2 }, 0)).toBe(0);
});

test('each shipped price has a source and says how it was checked', () => {
    const { prices } = parse(readFileSync(join(packageRoot(), 'prices', 'us-east-1.yml'), 'utf8')) as {
        prices: Record<string, { source?: string; checked?: string }>;
    };

    const incomplete = Object.entries(prices).filter(
        ([, { source = '', checked = '' }]) => !source.startsWith('https://aws.amazon.com/') || checked === '',
    );

    expect(Object.keys(prices).length).toBeGreaterThan(15);
    expect(incomplete).toEqual([]);
});
