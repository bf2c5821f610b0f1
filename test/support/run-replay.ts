/** Replays files into a lake through the deployed bundle, and reads the lake's rows and files. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TableName } from '../../schemas/columns.ts';
import { loadTransform } from '../../lib/firehose/call-transform.ts';
import { findInputs } from '../../lib/inputs/find-inputs.ts';
import { replay, type ReplayContext } from '../../lib/operate/replay/replay.ts';
import type { ReplaySummary } from '../../lib/operate/replay/replay-summary.ts';
import { outputOf, runCommand, temporaryFolder } from './run-command.ts';

export { temporaryFolder };

/** For `beforeAll`: builds dist/ from the sources. */
export const buildAll = async (): Promise<void> => {
    await outputOf(runCommand('node', ['build.mjs']));
};

export const NOW_MS = Date.UTC(2026, 5, 1);

type InputFiles = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a new folder. Returns the folder. */
export const writeInputFiles = (files: InputFiles): string => {
    const folder = join(temporaryFolder(), 'input');
    for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), bytes);
    }
    return folder;
};

export type ReplayOutcome = { readonly summary: ReplaySummary; readonly lake: string; readonly folder: string };

/** Replays files into `lake`; by default into a new one. */
export const runReplay = async (
    files: InputFiles | string,
    lake = join(temporaryFolder(), 'lake'),
    context: Partial<ReplayContext> = {},
): Promise<ReplayOutcome> => {
    const folder = typeof files === 'string' ? files : writeInputFiles(files);
    const all = { call: loadTransform(), nowMs: NOW_MS, onBytes: () => undefined, ...context };
    return { summary: await replay(await findInputs([folder], lake), lake, all), lake, folder };
};

export type TableRow = Readonly<Record<string, unknown>>;

const toPlainRowValue = (value: unknown): unknown => (Array.isArray(value) ? value.map(toPlainRowValue) : value);

/** The rows of a DuckDB statement. */
export const runDuckdb = async (sql: string): Promise<readonly TableRow[]> => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    return rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlainRowValue(value)])),
    );
};

/** All rows of a table without deduplication, sorted; none without files. */
export const readTable = async (
    { lake }: { readonly lake: string },
    table: TableName = 'user_activity',
    columns = '*',
): Promise<readonly TableRow[]> =>
    listFiles(join(lake, table)).length === 0
        ? []
        : runDuckdb(
              `select ${columns} from read_parquet('${join(lake, table)}/**/*.parquet',
                  hive_partitioning = true, hive_types_autocast = false, union_by_name = true) order by all`,
          );

/** The paths of all files below a folder, hidden ones too, sorted. */
export const listFiles = (folder: string): readonly string[] => {
    try {
        return readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => !entry.isDirectory())
            .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
            .toSorted();
    } catch {
        return [];
    }
};
