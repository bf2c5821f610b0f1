/** Tests of measuring the volume of a lake. */
import { expect, test } from 'vitest';
import { lakeVolume } from '../../../../lib/watch/cost/lake-volume.ts';
import { TYPICAL_BYTES } from '../../../../lib/watch/cost/volume.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';

test('a young lake is averaged over its days; without user activity its events have the typical size', async () => {
    const lake = await makeSampleLake({
        user_notification: ['2026-01-10', '2026-01-11', '2026-01-11'].map((day) => ({
            event_at: `${day}T10:00:00.000Z`,
        })),
    });

    expect(await lakeVolume(lake)).toMatchObject({
        firstDay: '2026-01-10',
        lastDay: '2026-01-11',
        activityPerDay: 0,
        notificationsPerDay: 1.5,
        activeUsers: 0,
        pools: 1,
        lineBytes: TYPICAL_BYTES.lineBytes,
        eventBytes: TYPICAL_BYTES.eventBytes,
    });
});
