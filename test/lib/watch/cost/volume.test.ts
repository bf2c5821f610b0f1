/** What costs take for granted is held to what the generator, the transform and the stack make. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { alarms } from '../../../../infra/alarms.ts';
import { blueprintOf } from '../../../../infra/blueprint.ts';
import { answerable, isBad } from '../../../../lib/transform/answerable.ts';
import { lakeConfig } from '../../../../lib/deploy/config/lake-config.ts';
import { FILE_BYTES } from '../../../../lib/watch/cost/parts.ts';
import { expectedVolume, USUAL_BYTES } from '../../../../lib/watch/cost/volume.ts';
import { events } from '../../../../lib/generate/events.ts';
import { GENERATE_DEFAULTS } from '../../../../lib/generate/options.ts';
import { givenLake } from '../../../support/given-lake.ts';
import { filesOf } from '../../../support/given-replay.ts';

const near = (value: number, expected: number): void => {
    expect(value / expected).toBeGreaterThan(0.75);
    expect(value / expected).toBeLessThan(1.33);
};

test('an event has as many bytes as costs take for granted: written, as a line, and packed', () => {
    const texts = [...events({ ...GENERATE_DEFAULTS, events: 1500 })]
        .map(({ text }) => text)
        .filter((text) => text.includes('"USER_A'));
    const lines = texts.map((text) =>
        answerable({ text, arrivedAt: Date.UTC(2026, 1, 1), ingestPath: 'firehose', logEventId: null }),
    );
    const lineBytes = lines.reduce((sum, line) => sum + (isBad(line) ? 0 : Buffer.byteLength(line.line.join(''))), 0);

    near(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length, USUAL_BYTES.eventBytes);
    near(lineBytes / texts.length, USUAL_BYTES.lineBytes);
    near(gzipSync(texts.join('\n')).length / texts.length, USUAL_BYTES.gzipBytes);
});

test('the end of a Parquet file and a row of it have as many bytes as costs take for granted', async () => {
    const rows = (count: number) =>
        Array.from({ length: count }, (_, index) => ({
            record_id: crypto.randomUUID().replaceAll('-', ''),
            event_at: new Date(Date.UTC(2026, 0, 1) + index * 86_000).toISOString(),
            event_id: crypto.randomUUID(),
            request_id: crypto.randomUUID(),
            user_sub: crypto.randomUUID(),
            user_name: `user-${index}`,
            ip_address: `203.0.113.${index % 256}`,
            device_name: 'Chrome 126, Windows 10',
            city: 'Seattle',
            country: 'United States',
        }));
    const [one, many] = [await givenLake({ user_activity: rows(1) }), await givenLake({ user_activity: rows(300) })];
    const [small = 0, large = 0] = [one, many].map((lake) =>
        filesOf(lake).reduce((sum, path) => sum + statSync(join(lake, path)).size, 0),
    );

    near(small, FILE_BYTES);
    near((large - FILE_BYTES) / 300, USUAL_BYTES.rowBytes);
});

test('there are about as many alarms as costs take for granted', () => {
    const pool = { userActivity: 'firehose', userNotification: 'cloudwatch' };
    const config = lakeConfig.parse({
        pools: [
            { id: 'us-east-1_EXAMPLE', ...pool },
            { id: 'us-east-1_EXAMPLE2', ...pool },
        ],
        retentionDays: { lake: 'forever', raw: 30, errors: 30, results: 30, exports: 30 },
        rawBackup: true,
        encryption: 'aws-owned',
        alarmEmail: 'none',
        queryCutOffGb: 10,
        silenceHours: 24,
    });
    const volume = expectedVolume({ activityPerDay: 1, activeUsers: 1 }, config);

    expect(Math.abs(Object.keys(alarms(blueprintOf(config, 'dev'))).length - volume.alarms)).toBeLessThanOrEqual(5);
    expect(volume).toMatchObject({ lakeDays: 730, rawDays: 30, pools: 2 });
});
