/** The checkpoint of a backfill: a file with one line per fetched user. The next run continues from it. */
import { createReadStream } from 'node:fs';
import { open, rm, truncate, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { errorMessage } from '../../basics/thrown.ts';
import { UserError } from '../../basics/user-error.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { printable } from '../../terminal/printable.ts';

const headerSchema = z.object({
    backfill: z.literal(1),
    pool: z.string(),
    lake: z.string(),
    since: z.string().nullable(),
    arrived_at: z.int(),
});
/**
 * The options of the backfill. A run continues only a checkpoint with the same options.
 * `arrived_at` is the time of the first run, so that every run writes the same rows.
 */
export type CheckpointHeader = z.infer<typeof headerSchema>;

const entrySchema = z.object({
    user: z.string(),
    events: z.array(z.string()).optional(),
    failure: z.string().optional(),
});
/** A fetched user: the texts of its events, or the name of the error that prevented it. */
export type CheckpointEntry = z.infer<typeof entrySchema>;

const NEWLINE = 0x0a;
const READ_BYTES = 65_536;

const invalidLineError = (path: string, line: number): UserError =>
    new UserError(
        `${printable(path)}:${line}: not a line of a backfill checkpoint. ` +
            'Remove the file to start over, or name another one with --checkpoint.',
    );

const parseLine = <Value>(
    schema: z.ZodType<Value>,
    text: string,
    position: readonly [path: string, line: number],
): Value => {
    let value: unknown = null;
    try {
        value = JSON.parse(text);
    } catch {
        throw invalidLineError(...position);
    }
    const { success, data } = schema.safeParse(value);
    if (!success) throw invalidLineError(...position);
    return data;
};

/** The byte offset after the last complete line. A killed run may leave an incomplete line behind it. */
const endOfLastLine = async (file: FileHandle): Promise<number> => {
    const { size } = await file.stat();
    for (let end = size; end > 0;) {
        const from = Math.max(0, end - READ_BYTES);
        const { buffer } = await file.read(Buffer.alloc(end - from), 0, end - from, from);
        const newline = buffer.lastIndexOf(NEWLINE);
        if (newline >= 0) return from + newline + 1;
        end = from;
    }
    return 0;
};

export class Checkpoint {
    readonly #path: string;
    readonly #file: FileHandle;
    #header: CheckpointHeader;
    /** Appends run one after another: concurrent appends to one file handle are interleaved. */
    #lastAppend: Promise<void> = Promise.resolve();

    private constructor(path: string, file: FileHandle, header: CheckpointHeader) {
        this.#path = path;
        this.#file = file;
        this.#header = header;
    }

    /**
     * Opens a checkpoint, or creates it.
     *
     * @throws UserError if the file belongs to another backfill or is not a checkpoint
     */
    static async open(path: string, header: CheckpointHeader): Promise<Checkpoint> {
        await makeFolder(dirname(resolve(path)));
        const file = await open(path, 'a+', 0o600).catch((error: unknown) => {
            throw new UserError(
                `Cannot open the checkpoint ${printable(path)}: ${printable(errorMessage(error))}. Name another file with --checkpoint.`,
            );
        });
        const checkpoint = new Checkpoint(path, file, header);
        await checkpoint.#readOrWriteHeader().catch(async (error: unknown) => {
            await file.close();
            throw error;
        });
        return checkpoint;
    }

    get header(): CheckpointHeader {
        return this.#header;
    }

    /** All entries in the order they were added. If two concurrent runs fetched a user, its first entry counts. */
    async *entries(): AsyncGenerator<CheckpointEntry> {
        const seen = new Set<string>();
        let number = 0;
        for await (const line of createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity })) {
            number += 1;
            if (number === 1) continue;
            const entry = parseLine(entrySchema, line, [this.#path, number]);
            if (!seen.has(entry.user)) yield entry;
            seen.add(entry.user);
        }
    }

    async add(entry: CheckpointEntry): Promise<void> {
        const before = this.#lastAppend;
        this.#lastAppend = this.#append(entry, before);
        await this.#lastAppend;
    }

    /** Flushes the file to disk. */
    async sync(): Promise<void> {
        await this.#file.sync();
    }

    async close(): Promise<void> {
        await this.#lastAppend.catch(() => undefined);
        await this.#file.close();
    }

    /** Closes and deletes the file at the end of a backfill. */
    async remove(): Promise<void> {
        await this.close();
        await rm(this.#path, { force: true });
    }

    async #append(entry: CheckpointEntry, before: Promise<void>): Promise<void> {
        await before;
        await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
    }

    async #readOrWriteHeader(): Promise<void> {
        const bytes = await endOfLastLine(this.#file);
        await truncate(this.#path, bytes);
        if (bytes === 0) return this.#file.appendFile(`${JSON.stringify(this.#header)}\n`);
        const lines = createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity });
        const { value } = await lines[Symbol.asyncIterator]().next();
        lines.close();
        const stored = parseLine(headerSchema, String(value), [this.#path, 1]);
        const isSame =
            stored.pool === this.#header.pool &&
            stored.lake === this.#header.lake &&
            stored.since === this.#header.since;
        if (!isSame)
            throw new UserError(
                `${printable(this.#path)} belongs to another backfill ` +
                    `(${printable(stored.pool)} to ${printable(stored.lake)}). ` +
                    'Name another checkpoint with --checkpoint, or remove this one.',
            );
        this.#header = stored;
    }
}
