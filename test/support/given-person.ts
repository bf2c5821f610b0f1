/** A lake with a person in it, and what of the person is left anywhere. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eraseUser, type EraseOrder, type Erased, type Watched } from '../../lib/operate/erase/erase-user.ts';
import { TABLES } from '../../schemas/columns.ts';
import { givenLake, temporaryFolder, type GivenRows } from './given-lake.ts';
import { ask, filesOf, rowsOf, type Row } from './given-replay.ts';

export const POOL = 'us-west-2_EXAMPLE';
export const NOW_MS = Date.UTC(2026, 2, 1);

export const watched = (more: Partial<Watched> = {}): Watched => ({
    nowMs: NOW_MS,
    isAgreed: async () => true,
    onTotal: () => undefined,
    onFile: () => undefined,
    signal: new AbortController().signal,
    ...more,
});

export const order = (lake: string, user: string, more: Partial<EraseOrder> = {}): EraseOrder => ({
    lake,
    user,
    pool: null,
    also: [],
    dropsRows: false,
    isDryRun: false,
    ...more,
});

export const erased = async (lake: string, user: string, more: Partial<EraseOrder> = {}): Promise<Erased> =>
    eraseUser(order(lake, user, more), watched());

/** Each of these is a delivery: files of its own. */
export const lakeOf = async (
    deliveries: readonly GivenRows[],
    knownExceptions: readonly string[] = [],
): Promise<string> => {
    const lake = temporaryFolder();
    for (const rows of deliveries) await givenLake(rows, lake);
    if (knownExceptions.length > 0) {
        mkdirSync(join(lake, 'known_exceptions'));
        writeFileSync(
            join(lake, 'known_exceptions', 'known.csv'),
            `kind,value,note\n${knownExceptions.map((line) => `${line}\n`).join('')}`,
        );
    }
    return lake;
};

/** Every row of both tables as it lies there. */
export const tablesOf = async (
    lake: string,
): Promise<Readonly<Record<'activity' | 'notification', readonly Row[]>>> => ({
    activity: await rowsOf({ lake }),
    notification: await rowsOf({ lake }, 'user_notification'),
});

/** What a file says: its bytes, and of Parquet all texts of its rows and what it tells of its columns. */
const saidBy = async (path: string): Promise<string> => {
    const bytes = readFileSync(path).toString('latin1') + readFileSync(path, 'utf8');
    if (!path.endsWith('.parquet')) return bytes;
    const [rows, told] = await Promise.all([
        ask(`select * from read_parquet('${path}')`),
        ask(`select stats_min, stats_max, stats_min_value, stats_max_value from parquet_metadata('${path}')`),
    ]);
    return bytes + JSON.stringify([rows, told]);
};

/** The texts that some file of the lake still has, by file. */
export const tracesOf = async (lake: string, texts: readonly string[]): Promise<readonly string[]> => {
    const traces: string[] = [];
    for (const name of filesOf(lake)) {
        const said = await saidBy(join(lake, name));
        for (const text of texts) {
            const forms = [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('latin1')];
            if (name.includes(text) || forms.some((form) => said.includes(form))) traces.push(`${name}: ${text}`);
        }
    }
    return traces;
};

/** A row without what is replaced. */
export const withoutPerson = (row: Row): Row => {
    const replaced = new Set([
        'user_sub',
        'user_name',
        'ip_address',
        'device_name',
        'city',
        'request_id',
        'extra_names',
        'extra_values',
    ]);
    return Object.fromEntries(
        TABLES.user_activity.filter(({ name }) => !replaced.has(name)).map(({ name }) => [name, row[name]]),
    );
};
