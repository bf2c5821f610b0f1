/** Compares the assumptions of the cost estimate with the generator, the transform and the stack. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { alarms } from '../../../../infra/alarms.ts';
import { blueprintOf } from '../../../../infra/blueprint.ts';
import { toLine, isRejected } from '../../../../lib/transform/to-line.ts';
import { lakeConfigSchema } from '../../../../lib/deploy/config/lake-config.ts';
import { FILE_OVERHEAD_BYTES } from '../../../../lib/watch/cost/bill-lines.ts';
import { expectedVolume, TYPICAL_BYTES } from '../../../../lib/watch/cost/volume.ts';
import { generateEvents } from '../../../../lib/generate/generate-events.ts';
import { GENERATE_DEFAULTS } from '../../../../lib/generate/generate-options.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';
import { listFiles } from '../../../support/run-replay.ts';

const expectNear = (value: number, expected: number): void => {
    expect(value / expected).toBeGreaterThan(0.75);
    expect(value / expected).toBeLessThan(1.33);
};

test('TYPICAL_BYTES matches generated events as text, as a line and packed', () => {
    const texts = [...generateEvents({ ...GENERATE_DEFAULTS, events: 1500 })]
        .map(({ text }) => text)
        .filter((text) => text.includes('"USER_A'));
    const lines = texts.map((text) =>
        toLine({ text, arrivedAt: Date.UTC(2026, 1, 1), ingestPath: 'firehose', logEventId: null }),
    );
    const lineBytes = lines.reduce(
        (sum, line) => sum + (isRejected(line) ? 0 : Buffer.byteLength(line.line.join(''))),
        0,
    );

    expectNear(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length, TYPICAL_BYTES.eventBytes);
    expectNear(lineBytes / texts.length, TYPICAL_BYTES.lineBytes);
    expectNear(gzipSync(texts.join('\n')).length / texts.length, TYPICAL_BYTES.gzipBytes);
});

test('FILE_OVERHEAD_BYTES and the row bytes match Parquet files', async () => {
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
    const [one, many] = [
        await makeSampleLake({ user_activity: rows(1) }),
        await makeSampleLake({ user_activity: rows(300) }),
    ];
    const [small = 0, large = 0] = [one, many].map((lake) =>
        listFiles(lake).reduce((sum, path) => sum + statSync(join(lake, path)).size, 0),
    );

    expectNear(small, FILE_OVERHEAD_BYTES);
    expectNear((large - FILE_OVERHEAD_BYTES) / 300, TYPICAL_BYTES.rowBytes);
});

test('the number of alarms matches the stack', () => {
    const pool = { userActivity: 'firehose', userNotification: 'cloudwatch' };
    const config = lakeConfigSchema.parse({
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
