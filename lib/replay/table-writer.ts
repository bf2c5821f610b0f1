/** Writes the kept records of a table: lines to a spool, from there by DuckDB to Parquet, one file a partition and round. */
import { createHash, type Hash } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../schemas/columns.ts';

/** Text that is gathered before it is written to the spool. */
const MAX_HELD_CHARACTERS = 4 * 1024 * 1024;
/** Rows in a spool before DuckDB reads it, at the same time as the next spool fills. */
const SPOOL_ROWS = 100_000;
/** Rows before they are written as Parquet: bounds the disk that staging takes; a partition has a file for each such round. */
const ROUND_ROWS = 2_000_000;

const TYPES = { string: 'VARCHAR', timestamp: 'TIMESTAMP_MS', boolean: 'BOOLEAN', 'array<string>': 'VARCHAR[]' } as const;

/** Names under which the partition keys of the answer travel in a spool; the line has columns of their own names too, which are dropped as Firehose does. */
const keyName = (name: string): string => `partition_${name}`;

const typed = (columns: readonly Column[]): readonly string[] => [
    ...columns.map(({ name, type }) => `${name} ${TYPES[type]}`),
    ...PARTITION_COLUMNS.map(({ name }) => `${keyName(name)} VARCHAR`),
];

const structOf = (columns: readonly Column[]): string => `{${typed(columns).map((column) => column.replace(/^(\S+) (.*)$/, "$1: '$2'")).join(', ')}}`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const readSpool = (table: TableName, path: string): string =>
    `insert into ${table} select * from read_json(${literal(path)}, format = 'newline_delimited', columns = ${structOf(TABLES[table])})`;

const writeParquet = (table: TableName, folder: string, name: string): string => {
    const keys = PARTITION_COLUMNS.map((key) => key.name);
    const columns = [...TABLES[table].map((column) => column.name), ...keys.map((key) => `${keyName(key)} as ${key}`)];
    return (
        `copy (select ${columns.join(', ')} from ${table} order by ${keys.join(', ')}, event_at, record_id) ` +
        `to ${literal(join(folder, table))} (format parquet, compression zstd, partition_by (${keys.join(', ')}), filename_pattern ${literal(`${name}-{i}`)})`
    );
};

type Spool = { lines: string[]; characters: number; rows: number; path: string };

/** What has come since the last round: how many rows, and a digest of them, which names their files. */
type Round = { digest: Hash; rows: number };

const newRound = (): Round => ({ digest: createHash('sha256'), rows: 0 });

/** The rows of one table on their way: a spool that fills, a table of DuckDB that takes full spools, and the round's Parquet. */
export class TableWriter {
    readonly #table: TableName;
    readonly #folder: string;
    readonly #connection: DuckDBConnection;
    #spool: Spool;
    #round = newRound();
    #spoolCount = 0;
    #loading: Promise<void> = Promise.resolve();

    /**
     * @param folder of this run in the staging folder
     * @param connection to a database that has no table of this name
     */
    constructor(table: TableName, folder: string, connection: DuckDBConnection) {
        this.#table = table;
        this.#folder = folder;
        this.#connection = connection;
        this.#spool = this.#nextSpool();
    }

    /** Makes the table that takes the spools. */
    async open(): Promise<void> {
        await this.#connection.run(`create table ${this.#table} (${typed(TABLES[this.#table]).join(', ')})`);
    }

    /** Adds the lines of a kept record, in base64, under the partition keys of its answer. Returns how many rows these are. */
    async add(keys: Readonly<Record<string, string>>, data: string): Promise<number> {
        const prefix = Object.entries(keys).map(([name, value]) => `${JSON.stringify(keyName(name))}:${JSON.stringify(value)},`).join('');
        const spool = this.#spool;
        this.#round.digest.update(data);
        const lines = Buffer.from(data, 'base64').toString('utf8').trimEnd().split('\n');
        for (const line of lines) {
            spool.lines.push(`{${prefix}${line.slice(1)}\n`);
            spool.characters += line.length;
            spool.rows += 1;
        }
        if (spool.characters >= MAX_HELD_CHARACTERS) await this.#writeHeld();
        if (spool.rows >= SPOOL_ROWS) await this.#load();
        if (this.#round.rows >= ROUND_ROWS) await this.finishRound();
        return lines.length;
    }

    /** Writes all rows since the last round as Parquet below `finished/` of the run's folder, from where they can be published. */
    async finishRound(): Promise<void> {
        await this.#load();
        await this.#loading;
        if (this.#round.rows > 0) {
            const name = this.#round.digest.digest('hex').slice(0, 16);
            await this.#connection.run(writeParquet(this.#table, join(this.#folder, 'finished'), name));
            await this.#connection.run(`truncate ${this.#table}`);
        }
        this.#round = newRound();
    }

    #nextSpool(): Spool {
        this.#spoolCount += 1;
        return { lines: [], characters: 0, rows: 0, path: join(this.#folder, `${this.#table}-${this.#spoolCount}.ndjson`) };
    }

    async #writeHeld(): Promise<void> {
        const text = this.#spool.lines.join('');
        this.#spool.lines = [];
        this.#spool.characters = 0;
        await appendFile(this.#spool.path, text);
    }

    /** Hands a full spool to DuckDB, which reads it while the next one fills; waits for the one before. */
    async #load(): Promise<void> {
        if (this.#spool.rows === 0) return;
        await this.#writeHeld();
        const { path, rows } = this.#spool;
        this.#spool = this.#nextSpool();
        this.#round.rows += rows;
        await this.#loading;
        this.#loading = this.#read(path);
        // A failure is met where the promise is awaited: at the next spool or at the end of the round.
        this.#loading.catch(() => undefined);
    }

    async #read(path: string): Promise<void> {
        await this.#connection.run(readSpool(this.#table, path));
        await rm(path);
    }
}
