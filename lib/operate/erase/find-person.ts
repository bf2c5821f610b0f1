/** Finds a person's rows: the files of both tables, with row counts. */
import type { RewriteSession } from '../../lake/write/compact-partition.ts';
import type { LakeEngine } from '../../lake/lake-engine.ts';
import type { LakePartition } from '../../lake/partitions/partition-store.ts';
import { mentionCondition, identifyingWords } from '../../lake/erasures/mentions.ts';
import { textsExpression } from '../../lake/erasures/pseudonymised-rows.ts';
import { personCondition, matchPeople, type Person, type PersonInput } from './person.ts';
import { fetchPartitionFiles, explainReadErrors, readParquetSql, type FetchedFiles } from './read-files.ts';

/** A file with rows of the person; `rows` counts only those. */
export type PersonFile = {
    readonly partition: LakePartition;
    readonly key: string;
    readonly path: string;
    readonly rows: number;
};

/** Rows of others with an IP address of the person, and those of them that have the device too. */
type SharedPlaces = Readonly<Record<'addressRows' | 'addressUsers' | 'deviceRows' | 'deviceUsers', number>>;

export type PersonRows = {
    readonly person: Person;
    readonly files: readonly PersonFile[];
    /** Distinct IP addresses and devices of the rows, and the times of the first and last event. */
    readonly ipAddresses: number;
    readonly devices: number;
    readonly sharing: SharedPlaces;
    readonly firstAt: string | null;
    readonly lastAt: string | null;
};

/**
 * SQL conditions for the person's rows of each table. They use raw columns: older files may lack a column of the
 * view.
 */
export type PersonFilters = { readonly activity: string; readonly notification: string };

/** The words that name a person in a text. `also` adds words that are not in the rows. */
export const wordsOf = ({ subs, names }: Person, also: readonly string[]): readonly string[] =>
    identifyingWords([...subs, ...names, ...also]);

export const personFilters = (person: Person, also: readonly string[]): PersonFilters => {
    const mentions =
        `list_transform(${textsExpression('user_notification')}, ` +
        `lambda text: ${mentionCondition('text', wordsOf(person, also))})`;
    return {
        activity: personCondition(person),
        notification: `(user_pool_id = '${person.pool}' and list_bool_or(${mentions}))`,
    };
};

const countFileRows = async (
    engine: LakeEngine,
    files: FetchedFiles,
    filter: string,
): Promise<readonly PersonFile[]> => {
    if (files.size === 0) return [];
    const rows = await engine.readRows(
        `select row_file, count(*)::integer as count from ${readParquetSql(files)}
            where ${filter} group by 1 order by 1`,
    );
    return rows.flatMap(({ row_file, count }) => {
        const file = files.get(String(row_file));
        return file === undefined ? [] : [{ ...file, path: String(row_file), rows: Number(count) }];
    });
};

const SUMMARY_COLUMNS = `
    count(distinct ip_address)::integer as ip_addresses, count(distinct device_name)::integer as devices,
    strftime(min(event_at), '%Y-%m-%d %H:%M:%S') as first_at, strftime(max(event_at), '%Y-%m-%d %H:%M:%S') as last_at`;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const summariseRows = async (engine: LakeEngine, files: FetchedFiles, filter: string) => {
    const [row = {}] =
        files.size === 0
            ? []
            : await engine.readRows(`select ${SUMMARY_COLUMNS} from ${readParquetSql(files)} where ${filter}`);
    return {
        ipAddresses: Number(row['ip_addresses'] ?? 0),
        devices: Number(row['devices'] ?? 0),
        firstAt: textOrNull(row['first_at']),
        lastAt: textOrNull(row['last_at']),
    };
};

/** A user without a sub counts by name. */
const USERS = 'count(distinct coalesce(user_sub, user_name)::varchar)';

const countSharing = async (engine: LakeEngine, files: FetchedFiles, filter: string): Promise<SharedPlaces> => {
    if (files.size === 0) return { addressRows: 0, addressUsers: 0, deviceRows: 0, deviceUsers: 0 };
    const hasDevice = '(ip_address, device_name) in (select (ip_address, device_name) from places)';
    return engine.readNumbers<keyof SharedPlaces>(
        `with places as (
            select distinct ip_address, device_name from ${readParquetSql(files)}
            where ${filter} and ip_address is not null
        )
        select count(*) as "addressRows", ${USERS} as "addressUsers",
            count(*) filter (${hasDevice}) as "deviceRows", ${USERS} filter (${hasDevice}) as "deviceUsers"
        from ${readParquetSql(files)}
        where not ${filter} and ip_address in (select ip_address from places)`,
    );
};

type FetchedTables = { readonly activity: FetchedFiles; readonly notification: FetchedFiles };

const fetchTables = async ({ files }: RewriteSession): Promise<FetchedTables> => {
    const all = await files.list();
    return {
        activity: await fetchPartitionFiles(
            files,
            all.filter(({ table }) => table === 'user_activity'),
        ),
        notification: await fetchPartitionFiles(
            files,
            all.filter(({ table }) => table === 'user_notification'),
        ),
    };
};

const locateRows = async (
    engine: LakeEngine,
    { activity, notification }: FetchedTables,
    person: Person,
    also: readonly string[],
): Promise<PersonRows> => {
    const filter = personFilters(person, also);
    const summary = await explainReadErrors(engine, activity, async () =>
        summariseRows(engine, activity, filter.activity),
    );
    const sharing = await countSharing(engine, activity, filter.activity);
    const inActivity = await countFileRows(engine, activity, filter.activity);
    const inNotification = await explainReadErrors(engine, notification, async () =>
        countFileRows(engine, notification, filter.notification),
    );
    return { person, files: [...inActivity, ...inNotification], sharing, ...summary };
};

/** Finds the rows of a person whose subs and names are known. `also`: other words that name the person. */
export const findPersonRows = async (
    session: RewriteSession,
    person: Person,
    also: readonly string[],
): Promise<PersonRows> => locateRows(session.engine, await fetchTables(session), person, also);

/**
 * Finds the people that the input names, one per user pool, and their rows. Empty if the lake has no such user.
 *
 * @throws UserError with the files that cannot be read
 */
export const findPerson = async (session: RewriteSession, input: PersonInput): Promise<readonly PersonRows[]> => {
    const tables = await fetchTables(session);
    const people = await explainReadErrors(session.engine, tables.activity, async () =>
        matchPeople(session.engine, tables.activity, input),
    );
    const found: PersonRows[] = [];
    for (const person of people) found.push(await locateRows(session.engine, tables, person, input.also));
    return found;
};
