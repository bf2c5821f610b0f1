/** The volume of a lake that is there: counted in its tables, over the last days that have rows. */
import { openWorkbench } from '../../lake/write/open-workbench.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { LakeEngine } from '../../lake/lake-engine.ts';
import type { Partition, PartitionStore } from '../../lake/partitions/partition-store.ts';
import { printable } from '../../terminal/printable.ts';
import { FILE_BYTES } from './parts.ts';
import { USUAL_BYTES, type Volume } from './volume.ts';

const MOST_DAYS = 30;

/** What a lake can tell; how long things are kept and how much is asked stands in the settings. */
export type Counted = Pick<
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

const DAY_MS = 86_400_000;
const dayBefore = (day: string, days: number): string =>
    new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
const daysBetween = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;

/** The line of a row without the columns: its text as JSON is about what the event was. */
const ROWS = `select count(*) as count, count(distinct user_sub) as users,
    coalesce(avg(strlen(to_json(user_activity)::varchar)), 0) as "lineBytes" from user_activity where record_id is not null`;

const count = async (engine: LakeEngine, files: PartitionStore, partitions: readonly Partition[]) => {
    const filesOf = (table: Partition['table']) =>
        partitions.filter((partition) => partition.table === table).flatMap((partition) => partition.files);
    await engine.point('user_activity', await files.fetch(filesOf('user_activity')));
    await engine.point('user_notification', await files.fetch(filesOf('user_notification')));
    const activity = await engine.numbers<'count' | 'users' | 'lineBytes'>(ROWS);
    const notifications = await engine.numbers<'count'>('select count(*) as count from user_notification');
    return { activity, notifications: notifications.count };
};

const bytesOf = (partitions: readonly Partition[]): number =>
    partitions.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);

const lastDays = (
    partitions: readonly Partition[],
    lake: string,
): { readonly firstDay: string; readonly lastDay: string } => {
    const days = partitions.map(({ day }) => day).toSorted();
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined)
        throw new Complaint(
            `${printable(lake)} has no rows to count. Without --lake the cost is reckoned from --events.`,
        );
    const from = dayBefore(last, MOST_DAYS - 1);
    return { firstDay: first > from ? first : from, lastDay: last };
};

/**
 * Counts the last 30 days up to the newest that has rows.
 *
 * @throws Complaint when there is no lake, or none with rows
 */
export const lakeVolume = async (lake: string): Promise<Counted> => {
    const { engine, files, close } = await openWorkbench(lake);
    try {
        const all = await files.list();
        const { firstDay, lastDay } = lastDays(all, lake);
        const recent = all.filter(({ day }) => day >= firstDay);
        const { activity, notifications } = await count(engine, files, recent);
        const days = daysBetween(firstDay, lastDay);
        const fileCount = recent.reduce((sum, partition) => sum + partition.files.length, 0);
        const rows = Math.max(1, activity.count + notifications);
        const lineBytes = activity.lineBytes || USUAL_BYTES.lineBytes;
        return {
            firstDay,
            lastDay,
            activityPerDay: activity.count / days,
            notificationsPerDay: notifications / days,
            eventBytes: lineBytes * (USUAL_BYTES.eventBytes / USUAL_BYTES.lineBytes),
            lineBytes,
            // What the ends of the files take is counted by the file.
            rowBytes: Math.max(0, bytesOf(recent) - fileCount * FILE_BYTES) / rows,
            gzipBytes: USUAL_BYTES.gzipBytes,
            filesPerDay: fileCount / days,
            activeUsers: activity.users,
            pools: new Set(recent.map(({ folder }) => folder.split('/')[1])).size,
        };
    } finally {
        await close();
    }
};
