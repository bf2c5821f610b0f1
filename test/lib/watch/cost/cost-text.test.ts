import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { costText } from '../../../../lib/watch/cost/cost-text.ts';
import { costsOf, whatChangesMost } from '../../../../lib/watch/cost/monthly-cost.ts';
import { readPrices } from '../../../../lib/aws/prices.ts';
import { expectedVolume, USUAL_BYTES, type Volume } from '../../../../lib/watch/cost/volume.ts';
import { EXAMPLE_FILE, parseConfig } from '../../../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../../../lib/basics/package-root.ts';

const config = parseConfig(readFileSync(join(packageRoot(), EXAMPLE_FILE), 'utf8'), EXAMPLE_FILE);

const textOf = (volume: Volume): string => {
    const { costOf, told } = readPrices();
    return costText({
        from: 'test',
        prices: told,
        volume,
        costs: costsOf(volume, costOf),
        changes: whatChangesMost(volume, costOf),
        unknown: null,
    });
};

test('what was reckoned with is told: pools, raw/, and the files where there are any', () => {
    const [pool] = config.pools;
    const one = expectedVolume(
        { activityPerDay: 1000, activeUsers: 10 },
        { ...config, pools: [pool!], rawBackup: false },
    );

    expect(textOf(one)).toContain('10 active users, 1 user pool\n');
    expect(textOf(one)).toContain(' days of the lake come to, when they are full.\n');
    expect(textOf(one)).toContain('Files: one every five minutes for each pool and event type');
    const lake = { ...one, pools: 2, rawDays: 30, filesPerDay: 1234 };
    expect(textOf(lake)).toContain('10 active users, 2 user pools\n');
    expect(textOf(lake)).toContain(' days of the lake and 30 of raw/ come to, when they are full.\n');
    expect(textOf(lake)).toContain('Files: 1,234 a day, as the lake has them.\n');
});

test('events of another size have lines that are as much longer; their rows and packed bytes stay as they are', () => {
    const given = { activityPerDay: 1000, activeUsers: 10 };

    const [usual, larger] = [
        expectedVolume(given, config),
        expectedVolume({ ...given, eventBytes: USUAL_BYTES.eventBytes + 500 }, config),
    ];

    expect(larger).toEqual({ ...usual, eventBytes: usual.eventBytes + 500, lineBytes: usual.lineBytes + 500 });
});
