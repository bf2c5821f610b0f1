/** The checkpoint of a backfill: a file with a line for each user that was fetched, so that a run that is killed goes on where it was. */
import { createReadStream } from 'node:fs';
import { open, rm, truncate, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Complaint } from '../../basics/complaint.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { printable } from '../../terminal/printable.ts';

const head = z.object({
    backfill: z.literal(1),
    pool: z.string(),
    lake: z.string(),
    since: z.string().nullable(),
    arrived_at: z.int(),
});
/** What was asked for: a journal goes on only with the same. `arrived_at` is that of the first run, so that the rows are the same again. */
export type Head = z.infer<typeof head>;

const entry = z.object({ user: z.string(), events: z.array(z.string()).optional(), failure: z.string().optional() });
/** A user that is done: the texts of its events, or the name of the error why there are none. */
export type Entry = z.infer<typeof entry>;

const NEWLINE = 0x0a;
const READ_BYTES = 65_536;

const complaint = (path: string, line: number): Complaint =>
    new Complaint(
        `${printable(path)}:${line}: no line of a backfill. Remove the file to begin anew, or name another with --checkpoint.`,
    );

const read = <Read>(schema: z.ZodType<Read>, text: string, where: readonly [string, number]): Read => {
    let value: unknown = null;
    try {
        value = JSON.parse(text);
    } catch {
        throw complaint(...where);
    }
    const { success, data } = schema.safeParse(value);
    if (!success) throw complaint(...where);
    return data;
};

/** Where the last whole line ends: what a kill left behind it is no entry. */
const wholeBytes = async (file: FileHandle): Promise<number> => {
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

export class Journal {
    readonly #path: string;
    readonly #file: FileHandle;
    #head: Head;
    /** One line after another: a file handle mixes up what is appended at a time. */
    #adding: Promise<void> = Promise.resolve();

    private constructor(path: string, file: FileHandle, given: Head) {
        this.#path = path;
        this.#file = file;
        this.#head = given;
    }

    /**
     * Opens a journal, or begins it.
     *
     * @throws Complaint when it is of another backfill, or no journal
     */
    static async open(path: string, given: Head): Promise<Journal> {
        await makeFolder(dirname(resolve(path)));
        const file = await open(path, 'a+', 0o600);
        const journal = new Journal(path, file, given);
        await journal.#begin().catch(async (error: unknown) => {
            await file.close();
            throw error;
        });
        return journal;
    }

    get head(): Head {
        return this.#head;
    }

    /** Every entry, in the order in which users were done; a user that two runs fetched at once is there once. */
    async *entries(): AsyncGenerator<Entry> {
        const seen = new Set<string>();
        let number = 0;
        for await (const line of createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity })) {
            number += 1;
            if (number === 1) continue;
            const found = read(entry, line, [this.#path, number]);
            if (!seen.has(found.user)) yield found;
            seen.add(found.user);
        }
    }

    async add(done: Entry): Promise<void> {
        const before = this.#adding;
        this.#adding = this.#append(done, before);
        await this.#adding;
    }

    /** What is on the disk now stays there. */
    async sync(): Promise<void> {
        await this.#file.sync();
    }

    async close(): Promise<void> {
        await this.#adding.catch(() => undefined);
        await this.#file.close();
    }

    /** The end of a backfill: nothing of it stays. */
    async remove(): Promise<void> {
        await this.close();
        await rm(this.#path, { force: true });
    }

    async #append(done: Entry, before: Promise<void>): Promise<void> {
        await before;
        await this.#file.appendFile(`${JSON.stringify(done)}\n`);
    }

    async #begin(): Promise<void> {
        const bytes = await wholeBytes(this.#file);
        await truncate(this.#path, bytes);
        if (bytes === 0) return this.#file.appendFile(`${JSON.stringify(this.#head)}\n`);
        const lines = createInterface({ input: createReadStream(this.#path), crlfDelay: Infinity });
        const { value } = await lines[Symbol.asyncIterator]().next();
        lines.close();
        const found = read(head, String(value), [this.#path, 1]);
        const isSame =
            found.pool === this.#head.pool && found.lake === this.#head.lake && found.since === this.#head.since;
        if (!isSame)
            throw new Complaint(
                `${printable(this.#path)} is of another backfill (of ${printable(found.pool)} to ${printable(found.lake)}). Name another with --checkpoint, or remove it.`,
            );
        this.#head = found;
    }
}
