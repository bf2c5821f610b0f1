import { expect, test } from 'vitest';
import { lakeVolume } from '../../../../lib/watch/cost/lake-volume.ts';
import { USUAL_BYTES } from '../../../../lib/watch/cost/volume.ts';
import { givenLake } from '../../../support/given-lake.ts';

test('a young lake is counted by the days that it has; one of notifications alone is taken to have events of the usual size', async () => {
    const lake = await givenLake({
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
        lineBytes: USUAL_BYTES.lineBytes,
        eventBytes: USUAL_BYTES.eventBytes,
    });
});
