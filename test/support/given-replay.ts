/** Replays given files into a lake through the bundle that is deployed, and reads what the lake then has. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TableName } from '../../schemas/columns.ts';
import { transformHere } from '../../lib/firehose/call-transform.ts';
import { findInputs } from '../../lib/inputs/find-inputs.ts';
import { replay, type Outside } from '../../lib/operate/replay/replay.ts';
import type { Summary } from '../../lib/operate/replay/summary.ts';
import { outputOf, runCommand, temporaryFolder } from './run-command.ts';

export { temporaryFolder };

/** For `beforeAll`: dist/ is what the sources say. */
export const buildAll = async (): Promise<void> => {
    await outputOf(runCommand('node', ['build.mjs']));
};

export const NOW_MS = Date.UTC(2026, 5, 1);

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a folder of their own. Returns the folder. */
export const givenFiles = (files: Files): string => {
    const folder = join(temporaryFolder(), 'given');
    for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), bytes);
    }
    return folder;
};

export type Replayed = { readonly summary: Summary; readonly lake: string; readonly folder: string };

/** Replays files into a new lake, or into one that is given. */
export const replayed = async (
    files: Files | string,
    lake = join(temporaryFolder(), 'lake'),
    outside: Partial<Outside> = {},
): Promise<Replayed> => {
    const folder = typeof files === 'string' ? files : givenFiles(files);
    const all = { call: transformHere(), nowMs: NOW_MS, onBytes: () => undefined, ...outside };
    return { summary: await replay(await findInputs([folder], lake), lake, all), lake, folder };
};

export type Row = Readonly<Record<string, unknown>>;

const plain = (value: unknown): unknown => (Array.isArray(value) ? value.map(plain) : value);

/** The answer of a statement of DuckDB's. */
export const ask = async (sql: string): Promise<readonly Row[]> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
};

/** Every row of a table as it lies there, sorted; none where no file is. */
export const rowsOf = async (
    { lake }: { readonly lake: string },
    table: TableName = 'user_activity',
    columns = '*',
): Promise<readonly Row[]> =>
    filesOf(join(lake, table)).length === 0
        ? []
        : ask(
              `select ${columns} from read_parquet('${join(lake, table)}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false, union_by_name = true) order by all`,
          );

/** The paths of all files below a folder, hidden ones too, sorted. */
export const filesOf = (folder: string): readonly string[] => {
    try {
        return readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => !entry.isDirectory())
            .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
            .toSorted();
    } catch {
        return [];
    }
};
