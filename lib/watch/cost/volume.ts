/** What comes and is asked in a month, and how long it is kept: all that the cost depends on. */
import type { LakeConfig } from '../../deploy/config/lake-config.ts';

/** User activity and delivery errors as they are exported and kept. Bytes are means of one of them. */
export type Volume = {
    readonly activityPerDay: number;
    readonly notificationsPerDay: number;
    /** Of the event as Cognito writes it, of the line that the transform makes, and of a row in Parquet. */
    readonly eventBytes: number;
    readonly lineBytes: number;
    readonly rowBytes: number;
    /** What an event has after gzip, several together. */
    readonly gzipBytes: number;
    /** Files that the lake gets a day; null to be estimated. */
    readonly filesPerDay: number | null;
    readonly activeUsers: number;
    readonly pools: number;
    /** Days that things are kept. */
    readonly lakeDays: number;
    readonly rawDays: number;
    readonly exportDays: number;
    readonly queriesPerDay: number;
    readonly daysPerQuery: number;
    readonly alarms: number;
};

/** Storage without an end is counted as it is after two years. */
const FOREVER_DAYS = 730;

/** Held to what `generate` and `replay` make by test/lib/watch/cost/volume.test.ts. */
export const USUAL_BYTES = { eventBytes: 820, lineBytes: 900, rowBytes: 100, gzipBytes: 60 } as const;

/** Two delivery errors for a thousand attempts is a guess; the other two are habits of an operator who reads a daily report. */
const USUAL_HABITS = { notificationShare: 0.002, queriesPerDay: 20, daysPerQuery: 7 } as const;

/** infra/alarms.ts: for each stream, for the transform, for each pool with activity. Held by test/lib/watch/cost/volume.test.ts. */
const ALARMS = { fixed: 19, perPool: 1 } as const;

/** What a person says of the traffic, before there is a lake. */
export type Expected = {
    readonly activityPerDay: number;
    readonly activeUsers: number;
    readonly eventBytes?: number;
    readonly notificationsPerDay?: number;
    readonly queriesPerDay?: number;
};

type Kept = Pick<LakeConfig, 'pools' | 'retentionDays' | 'rawBackup'>;

/** The volume of a configuration under the traffic that is expected. */
export const expectedVolume = (expected: Expected, { pools, retentionDays, rawBackup }: Kept): Volume => ({
    ...USUAL_BYTES,
    activityPerDay: expected.activityPerDay,
    notificationsPerDay: expected.notificationsPerDay ?? expected.activityPerDay * USUAL_HABITS.notificationShare,
    ...(expected.eventBytes === undefined
        ? {}
        : {
              eventBytes: expected.eventBytes,
              lineBytes: expected.eventBytes + USUAL_BYTES.lineBytes - USUAL_BYTES.eventBytes,
          }),
    filesPerDay: null,
    activeUsers: expected.activeUsers,
    pools: pools.length,
    lakeDays: retentionDays.lake === 'forever' ? FOREVER_DAYS : retentionDays.lake,
    rawDays: rawBackup ? retentionDays.raw : 0,
    exportDays: retentionDays.exports,
    queriesPerDay: expected.queriesPerDay ?? USUAL_HABITS.queriesPerDay,
    daysPerQuery: USUAL_HABITS.daysPerQuery,
    alarms: ALARMS.fixed + ALARMS.perPool * pools.filter(({ userActivity }) => userActivity !== 'none').length,
});
