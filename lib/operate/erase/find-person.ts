/** Finds where a person’s rows are: the files of both tables, and how many rows of each. */
import type { Workbench } from '../../lake/write/compact-partition.ts';
import type { LakeEngine } from '../../lake/lake-engine.ts';
import type { Partition } from '../../lake/partitions/partition-store.ts';
import { isMentionedIn, wordsOf } from './mentions.ts';
import { isOf, peopleOf, type Person } from './person.ts';
import { fetchAll, readable, rowsOfFiles, type Files } from './read-files.ts';

/** A file that has rows of a person. */
export type FoundFile = {
    readonly partition: Partition;
    readonly key: string;
    readonly path: string;
    readonly rows: number;
};

export type Found = {
    readonly person: Person;
    readonly files: readonly FoundFile[];
    /** What the rows say, beside the names. */
    readonly addresses: number;
    readonly devices: number;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
};

/** What of a table is a person’s. The columns are read as they are: files may be of before a column existed. */
export type Whose = { readonly activity: string; readonly notification: string };

export const whose = (person: Person, also: readonly string[]): Whose => {
    const words = wordsOf(person, also);
    return {
        activity: isOf(person),
        notification: `(user_pool_id = '${person.pool}' and (${isMentionedIn('details::varchar', words)} or ${isMentionedIn('details_pattern::varchar', words)} or ${isMentionedIn("array_to_string(extra_values, ' ')", words)}))`,
    };
};

const countIn = async (engine: LakeEngine, files: Files, filter: string): Promise<readonly FoundFile[]> => {
    if (files.size === 0) return [];
    const rows = await engine.rows(
        `select row_file, count(*)::integer as count from ${rowsOfFiles(files)} where ${filter} group by 1 order by 1`,
    );
    return rows.flatMap(({ row_file, count }) => {
        const file = files.get(String(row_file));
        return file === undefined ? [] : [{ ...file, path: String(row_file), rows: Number(count) }];
    });
};

const SAYS = `count(distinct ip_address)::integer as addresses, count(distinct device_name)::integer as devices,
    strftime(min(event_at), '%Y-%m-%d %H:%M:%S') as first_at, strftime(max(event_at), '%Y-%m-%d %H:%M:%S') as last_at`;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const saysOf = async (engine: LakeEngine, files: Files, filter: string) => {
    const [row = {}] =
        files.size === 0 ? [] : await engine.rows(`select ${SAYS} from ${rowsOfFiles(files)} where ${filter}`);
    return {
        addresses: Number(row['addresses'] ?? 0),
        devices: Number(row['devices'] ?? 0),
        firstAt: textOrNull(row['first_at']),
        lastAt: textOrNull(row['last_at']),
    };
};

type Tables = { readonly activity: Files; readonly notification: Files };

const tablesOf = async ({ files }: Workbench): Promise<Tables> => {
    const all = await files.list();
    return {
        activity: await fetchAll(
            files,
            all.filter(({ table }) => table === 'user_activity'),
        ),
        notification: await fetchAll(
            files,
            all.filter(({ table }) => table === 'user_notification'),
        ),
    };
};

const foundOf = async (
    engine: LakeEngine,
    { activity, notification }: Tables,
    person: Person,
    also: readonly string[],
): Promise<Found> => {
    const filter = whose(person, also);
    const says = await readable(engine, activity, async () => saysOf(engine, activity, filter.activity));
    const inActivity = await countIn(engine, activity, filter.activity);
    const inNotification = await readable(engine, notification, async () =>
        countIn(engine, notification, filter.notification),
    );
    return { person, files: [...inActivity, ...inNotification], ...says };
};

/** Where the rows of a known person are. */
export const findRowsOf = async (bench: Workbench, person: Person, also: readonly string[]): Promise<Found> =>
    foundOf(bench.engine, await tablesOf(bench), person, also);

/**
 * Where a person’s rows are, by pool; none where the lake knows nobody of that sub or name.
 *
 * @param also other words that name the person in the texts of delivery errors
 * @throws Complaint that names files which can’t be read
 */
export const findPerson = async (
    bench: Workbench,
    asked: string,
    also: readonly string[],
): Promise<readonly Found[]> => {
    const tables = await tablesOf(bench);
    const people = await readable(bench.engine, tables.activity, async () =>
        peopleOf(bench.engine, tables.activity, asked),
    );
    const found: Found[] = [];
    for (const person of people) found.push(await foundOf(bench.engine, tables, person, also));
    return found;
};
