/** Makes lakes with a person's rows, erases the person, and finds remaining traces. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
    eraseUser,
    type EraseOptions,
    type EraseSummary,
    type EraseContext,
} from '../../lib/operate/erase/erase-user.ts';
import { TABLES } from '../../schemas/columns.ts';
import { makeSampleLake, temporaryFolder, type LakeRows } from './make-sample-lake.ts';
import { runDuckdb, listFiles, readTable, type TableRow } from './run-replay.ts';

export const POOL = 'us-west-2_EXAMPLE';
const NOW_MS = Date.UTC(2026, 2, 1);

export const eraseHooks = (more: Partial<EraseContext> = {}): EraseContext => ({
    nowMs: NOW_MS,
    confirm: async () => true,
    onTotal: () => undefined,
    onFile: () => undefined,
    signal: new AbortController().signal,
    ...more,
});

export const eraseOptions = (lake: string, user: string, more: Partial<EraseOptions> = {}): EraseOptions => ({
    lake,
    user,
    pool: null,
    also: [],
    dropsRows: false,
    isDryRun: false,
    ...more,
});

export const runErase = async (lake: string, user: string, more: Partial<EraseOptions> = {}): Promise<EraseSummary> =>
    eraseUser(eraseOptions(lake, user, more), eraseHooks());

/** Writes each delivery to files of its own, and an allowlist from lines. */
export const makeLakeOfDeliveries = async (
    deliveries: readonly LakeRows[],
    allowlist: readonly string[] = [],
): Promise<string> => {
    const lake = temporaryFolder();
    for (const rows of deliveries) await makeSampleLake(rows, lake);
    if (allowlist.length > 0) {
        mkdirSync(join(lake, 'allowlist'));
        writeFileSync(
            join(lake, 'allowlist', 'allowlist.csv'),
            `kind,value,note\n${allowlist.map((line) => `${line}\n`).join('')}`,
        );
    }
    return lake;
};

/** All rows of both tables, without deduplication. */
export const readBothTables = async (
    lake: string,
): Promise<Readonly<Record<'activity' | 'notification', readonly TableRow[]>>> => ({
    activity: await readTable({ lake }),
    notification: await readTable({ lake }, 'user_notification'),
});

/** The bytes of a file as text; for Parquet also its rows and column statistics. */
const readAllText = async (path: string): Promise<string> => {
    const bytes = readFileSync(path).toString('latin1') + readFileSync(path, 'utf8');
    if (!path.endsWith('.parquet')) return bytes;
    const [rows, statistics] = await Promise.all([
        runDuckdb(`select * from read_parquet('${path}')`),
        runDuckdb(`select stats_min, stats_max, stats_min_value, stats_max_value from parquet_metadata('${path}')`),
    ]);
    return bytes + JSON.stringify([rows, statistics]);
};

/** Finds texts in all files of the lake. Returns `file: text` for each hit. */
export const findTraces = async (lake: string, texts: readonly string[]): Promise<readonly string[]> => {
    const traces: string[] = [];
    for (const name of listFiles(lake)) {
        const content = await readAllText(join(lake, name));
        for (const text of texts) {
            const forms = [text, JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('latin1')];
            if (name.includes(text) || forms.some((form) => content.includes(form))) traces.push(`${name}: ${text}`);
        }
    }
    return traces;
};

/** A row without the columns that an erasure replaces. */
export const withoutPersonalColumns = (row: TableRow): TableRow => {
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
