/** Measures the volume of an existing lake, over its most recent days with rows. */
import { openRewriteSession } from '../../lake/write/open-rewrite-session.ts';
import { UserError } from '../../basics/user-error.ts';
import type { LakeEngine } from '../../lake/lake-engine.ts';
import type { LakePartition, PartitionStore } from '../../lake/partitions/partition-store.ts';
import { printable } from '../../terminal/printable.ts';
import { FILE_OVERHEAD_BYTES } from './bill-lines.ts';
import { TYPICAL_BYTES, type Volume } from './volume.ts';
import { addDays, countDays } from '../../basics/days.ts';

const MAX_DAYS = 30;

/** The part of the volume that a lake shows; retention and queries come from the config and options. */
export type LakeVolume = Pick<
    Volume,
    | 'activityPerDay'
    | 'notificationsPerDay'
    | 'eventBytes'
    | 'lineBytes'
    | 'rowBytes'
    | 'gzipBytes'
    | 'filesPerDay'
    | 'activeUsers'
    | 'pools'
> & {
    readonly firstDay: string;
    readonly lastDay: string;
};

/** The encoded line is not stored; a row as JSON has about the size of the event. */
const ACTIVITY_SQL = `select count(*) as count, count(distinct user_sub) as users,
    coalesce(avg(strlen(to_json(user_activity)::varchar)), 0) as "lineBytes"
    from user_activity where record_id is not null`;

const countEvents = async (engine: LakeEngine, files: PartitionStore, partitions: readonly LakePartition[]) => {
    const filesOf = (table: LakePartition['table']) =>
        partitions.filter((partition) => partition.table === table).flatMap((partition) => partition.files);
    await engine.setTableFiles('user_activity', await files.fetch(filesOf('user_activity')));
    await engine.setTableFiles('user_notification', await files.fetch(filesOf('user_notification')));
    const activity = await engine.readNumbers<'count' | 'users' | 'lineBytes'>(ACTIVITY_SQL);
    const notifications = await engine.readNumbers<'count'>('select count(*) as count from user_notification');
    return { activity, notifications: notifications.count };
};

const bytesOf = (partitions: readonly LakePartition[]): number =>
    partitions.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);

const recentDays = (
    partitions: readonly LakePartition[],
    lake: string,
): { readonly firstDay: string; readonly lastDay: string } => {
    const days = partitions.map(({ day }) => day).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined)
        throw new UserError(`Cannot measure ${printable(lake)}: it has no rows. Use --events instead of --lake.`);
    const from = addDays(last, 1 - MAX_DAYS);
    return { firstDay: first > from ? first : from, lastDay: last };
};

/**
 * Counts the last 30 days up to the newest day with rows.
 *
 * @throws UserError if there is no lake, or it has no rows
 */
export const lakeVolume = async (lake: string): Promise<LakeVolume> => {
    const { engine, files, close } = await openRewriteSession(lake);
    try {
        const all = await files.list();
        const { firstDay, lastDay } = recentDays(all, lake);
        const recent = all.filter(({ day }) => day >= firstDay);
        const { activity, notifications } = await countEvents(engine, files, recent);
        const days = countDays({ firstDay, lastDay });
        const fileCount = recent.reduce((sum, partition) => sum + partition.files.length, 0);
        const rows = Math.max(1, activity.count + notifications);
        const lineBytes = activity.lineBytes || TYPICAL_BYTES.lineBytes;
        return {
            firstDay,
            lastDay,
            activityPerDay: activity.count / days,
            notificationsPerDay: notifications / days,
            eventBytes: lineBytes * (TYPICAL_BYTES.eventBytes / TYPICAL_BYTES.lineBytes),
            lineBytes,
            // The cost of file footers is added per file.
            rowBytes: Math.max(0, bytesOf(recent) - fileCount * FILE_OVERHEAD_BYTES) / rows,
            gzipBytes: TYPICAL_BYTES.gzipBytes,
            filesPerDay: fileCount / days,
            activeUsers: activity.users,
            pools: new Set(recent.map(({ folder }) => folder.split('/')[1])).size,
        };
    } finally {
        await close();
    }
};
