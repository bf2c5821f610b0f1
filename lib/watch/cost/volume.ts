/** The volume that the cost depends on: events, queries and retention. */
import { countAlarms } from '../../deploy/alarms/stack-alarms.ts';
import type { LakeConfig } from '../../deploy/config/lake-config.ts';

/** Exported and stored events. Bytes are means per event. */
export type Volume = {
    readonly activityPerDay: number;
    readonly notificationsPerDay: number;
    /** The event as Cognito writes it, the line that the transform writes, and the row in Parquet. */
    readonly eventBytes: number;
    readonly lineBytes: number;
    readonly rowBytes: number;
    /** An event compressed with gzip together with others. */
    readonly gzipBytes: number;
    /** Files added to the lake per day; null to estimate them. */
    readonly filesPerDay: number | null;
    readonly activeUsers: number;
    readonly pools: number;
    /** Retention in days. */
    readonly lakeDays: number;
    readonly rawDays: number;
    readonly exportDays: number;
    readonly queriesPerDay: number;
    readonly daysPerQuery: number;
    readonly alarms: number;
    /** Seconds until Firehose writes a file. */
    readonly bufferSeconds: number;
};

/** Unlimited retention counts as two years. */
const FOREVER_DAYS = 730;

/** test/lib/watch/cost/volume.test.ts compares these with the output of `generate` and `replay`. */
export const TYPICAL_BYTES = { eventBytes: 820, lineBytes: 900, rowBytes: 100, gzipBytes: 60 } as const;

/** Two delivery errors per thousand events is a guess; the queries are those of an operator with a daily report. */
const TYPICAL_USAGE = { notificationShare: 0.002, queriesPerDay: 20, daysPerQuery: 7 } as const;

/** The expected traffic, from the options of the command. */
export type ExpectedTraffic = {
    readonly activityPerDay: number;
    readonly activeUsers: number;
    readonly eventBytes?: number;
    readonly notificationsPerDay?: number;
    readonly queriesPerDay?: number;
};

/** The volume of a config under the expected traffic. */
export const expectedVolume = (expected: ExpectedTraffic, config: LakeConfig): Volume => ({
    ...TYPICAL_BYTES,
    activityPerDay: expected.activityPerDay,
    notificationsPerDay: expected.notificationsPerDay ?? expected.activityPerDay * TYPICAL_USAGE.notificationShare,
    ...(expected.eventBytes === undefined
        ? {}
        : {
              eventBytes: expected.eventBytes,
              lineBytes: expected.eventBytes + TYPICAL_BYTES.lineBytes - TYPICAL_BYTES.eventBytes,
          }),
    filesPerDay: null,
    activeUsers: expected.activeUsers,
    pools: config.pools.length,
    lakeDays: config.retentionDays.lake === 'forever' ? FOREVER_DAYS : config.retentionDays.lake,
    rawDays: config.rawBackup ? config.retentionDays.raw : 0,
    exportDays: config.retentionDays.exports,
    queriesPerDay: expected.queriesPerDay ?? TYPICAL_USAGE.queriesPerDay,
    daysPerQuery: TYPICAL_USAGE.daysPerQuery,
    alarms: countAlarms(config),
    bufferSeconds: config.bufferSeconds,
});
