/** Writes the kept records of a table: lines to a spool for each partition, from there by DuckDB to Parquet, one file a partition and round. */
import { createHash, type Hash } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PARTITION_COLUMNS, TABLES, type Column, type TableName } from '../../schemas/columns.ts';

/** Bytes that are gathered before they are written to the spools. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** Rows before they are written as Parquet, at the same time as the next ones come: a partition has a file for each such round. */
const ROUND_ROWS = 400_000;

const TYPES = { string: 'VARCHAR', timestamp: 'TIMESTAMP_MS', boolean: 'BOOLEAN', 'array<string>': 'VARCHAR[]' } as const;

const KEYS = PARTITION_COLUMNS.map(({ name }) => name);

/** Names under which the partition keys of an answer travel in a spool. The line has columns of the keys' own names too, which are dropped as Firehose does. */
const keyName = (name: string): string => `partition_${name}`;

const structOf = (columns: readonly Column[]): string => {
    const fields = [...columns.map(({ name, type }) => `${name}: '${TYPES[type]}'`), ...KEYS.map((key) => `${keyName(key)}: 'VARCHAR'`)];
    return `{${fields.join(', ')}}`;
};

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The spools come one after another, so that few of the partitioned files are open at a time. */
const writeParquet = (columns: readonly Column[], spools: readonly string[], target: string, name: string): string => {
    const selected = [...columns.map((column) => column.name), ...KEYS.map((key) => `${keyName(key)} as ${key}`)];
    return (
        `copy (select ${selected.join(', ')} from read_json([${spools.map(literal).join(', ')}], ` +
        `format = 'newline_delimited', columns = ${structOf(columns)})) to ${literal(target)} ` +
        `(format parquet, compression zstd, partition_by (${KEYS.join(', ')}), filename_pattern ${literal(`${name}-{i}`)}, overwrite_or_ignore)`
    );
};

const NEWLINE = 0x0a;

/** The keys of an answer as the beginning of a JSON line. */
const lineStart = (keys: Readonly<Record<string, string>>): Buffer =>
    Buffer.from(`{${Object.entries(keys).map(([name, value]) => `${JSON.stringify(keyName(name))}:${JSON.stringify(value)},`).join('')}`);

/** The rows of one partition in this round. */
type Spool = { readonly start: Buffer; readonly path: string; parts: Buffer[] };

/** What has come since the last round; the digest of the rows names their files, so that the same rows make the same files. */
type Round = { readonly folder: string; readonly digest: Hash; readonly spools: Map<string, Spool>; rows: number };

/** The rows of one table on their way. */
export class TableWriter {
    readonly #table: TableName;
    readonly #folder: string;
    readonly #connection: DuckDBConnection;
    #round: Round;
    #roundCount = 0;
    #heldBytes = 0;
    #work: Promise<void> = Promise.resolve();

    /** @param folder of this run in the staging folder */
    constructor(table: TableName, folder: string, connection: DuckDBConnection) {
        this.#table = table;
        this.#folder = folder;
        this.#connection = connection;
        this.#round = this.#nextRound();
    }

    /** Adds the lines of a kept record, in base64, under the partition keys of its answer. Returns how many rows these are. */
    add(keys: Readonly<Record<string, string>>, data: string): number {
        const { start, parts } = this.#spoolOf(keys);
        const lines = Buffer.from(data, 'base64');
        let rows = 0;
        for (let at = 0; at < lines.length; rows += 1) {
            const newline = lines.indexOf(NEWLINE, at);
            const end = newline < 0 ? lines.length : newline + 1;
            parts.push(start, lines.subarray(at + 1, end));
            at = end;
        }
        this.#round.digest.update(lines);
        this.#round.rows += rows;
        this.#heldBytes += lines.length;
        return rows;
    }

    /** Writes and hands on what has grown large enough; waits for DuckDB when it is a round behind. */
    async settle(): Promise<void> {
        if (this.#heldBytes >= MAX_HELD_BYTES) await this.#writeHeld();
        if (this.#round.rows >= ROUND_ROWS) await this.#closeRound();
    }

    /** Writes all rows as Parquet below `finished/` of the run's folder, from where they can be published. */
    async finish(): Promise<void> {
        await this.#closeRound();
        await this.#work;
    }

    #nextRound(): Round {
        this.#roundCount += 1;
        const folder = join(this.#folder, `${this.#table}-${this.#roundCount}`);
        return { folder, digest: createHash('sha256'), spools: new Map(), rows: 0 };
    }

    #spoolOf(keys: Readonly<Record<string, string>>): Spool {
        const { spools, folder } = this.#round;
        const key = KEYS.map((name) => keys[name]).join('/');
        const known = spools.get(key);
        if (known !== undefined) return known;
        const spool = { start: lineStart(keys), path: join(folder, `${spools.size}.ndjson`), parts: [] };
        spools.set(key, spool);
        return spool;
    }

    async #writeHeld(): Promise<void> {
        await mkdir(this.#round.folder, { recursive: true });
        for (const spool of this.#round.spools.values()) {
            if (spool.parts.length > 0) await appendFile(spool.path, Buffer.concat(spool.parts));
            spool.parts = [];
        }
        this.#heldBytes = 0;
    }

    /** DuckDB takes a round while the next one fills; a failure is met where its work is awaited. */
    async #closeRound(): Promise<void> {
        if (this.#round.rows === 0) return;
        await this.#writeHeld();
        await this.#work;
        const round = this.#round;
        this.#round = this.#nextRound();
        this.#work = this.#write(round);
        this.#work.catch(() => undefined);
    }

    async #write({ folder, digest, spools }: Round): Promise<void> {
        const paths = [...spools.values()].map(({ path }) => path);
        const target = join(this.#folder, 'finished', this.#table);
        await this.#connection.run(writeParquet(TABLES[this.#table], paths, target, digest.digest('hex').slice(0, 16)));
        await rm(folder, { recursive: true });
    }
}
