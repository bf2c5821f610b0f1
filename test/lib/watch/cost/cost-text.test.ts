/** Tests of the text of a cost estimate. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { costText } from '../../../../lib/watch/cost/cost-text.ts';
import { monthlyCosts, rankCostDrivers } from '../../../../lib/watch/cost/monthly-cost.ts';
import { readPrices } from '../../../../lib/aws/prices.ts';
import { expectedVolume, TYPICAL_BYTES, type Volume } from '../../../../lib/watch/cost/volume.ts';
import { EXAMPLE_FILE, parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const config = parseConfig(readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8'), EXAMPLE_FILE);

const textOf = (volume: Volume): string => {
    const { costOf, description } = readPrices();
    return costText({
        source: 'test',
        prices: description,
        volume,
        costs: monthlyCosts(volume, costOf),
        drivers: rankCostDrivers(volume, costOf),
        warning: null,
    });
};

test('the text shows pools, raw/ and measured files', () => {
    const [pool] = config.pools;
    const one = expectedVolume(
        { activityPerDay: 1000, activeUsers: 10 },
        { ...config, pools: [pool!], rawBackup: false },
    );

    expect(textOf(one)).toContain('10 active users, 1 user pool\n');
    expect(textOf(one)).toContain(' days of the lake.\n');
    expect(textOf(one)).toContain('Files: one every 300 seconds per pool and event type');
    const lake = { ...one, pools: 2, rawDays: 30, filesPerDay: 1234 };
    expect(textOf(lake)).toContain('10 active users, 2 user pools\n');
    expect(textOf(lake)).toContain(' days of the lake and 30 days of raw/.\n');
    expect(textOf(lake)).toContain('Files: 1,234 a day, as in the lake.\n');
});

test('--event-bytes changes the bytes of a line by the same amount, and not those of rows and packed events', () => {
    const traffic = { activityPerDay: 1000, activeUsers: 10 };

    const [usual, larger] = [
        expectedVolume(traffic, config),
        expectedVolume({ ...traffic, eventBytes: TYPICAL_BYTES.eventBytes + 500 }, config),
    ];

    expect(larger).toEqual({ ...usual, eventBytes: usual.eventBytes + 500, lineBytes: usual.lineBytes + 500 });
});
