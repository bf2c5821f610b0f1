/** Collects the lines of a round by partition, in a single file for any number of partitions. */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';

const BLOCK_BYTES = 4 * 1024 * 1024;

/** Writes through one reused block, to avoid allocations. */
export class BlockWriter {
    readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
    #end = 0;

    /** Writes pieces in sequence, from the current position of the open file. */
    writeAll(file: number, pieces: Iterable<Buffer>): void {
        this.#end = 0;
        for (const piece of pieces) {
            if (this.#end + piece.length > BLOCK_BYTES) this.#flush(file);
            if (piece.length > BLOCK_BYTES) writeFileSync(file, piece);
            else this.#end += piece.copy(this.#block, this.#end);
        }
        this.#flush(file);
    }

    #flush(file: number): void {
        if (this.#end > 0) writeFileSync(file, this.#block.subarray(0, this.#end));
        this.#end = 0;
    }
}

/** Lines stay in memory up to this size. The lines of one record always fit: a reply has at most 6 MB. */
const MEMORY_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** A range of lines, in memory or in the file. */
type ByteRange = { readonly at: number; length: number };

type SpooledLines = { rows: number; inMemory: ByteRange[]; readonly inFile: ByteRange[] };

/** Extends the last range if it ends at `at`: sorted input makes long ranges. */
const addRange = (ranges: ByteRange[], at: number, length: number): void => {
    const last = ranges.at(-1);
    if (last !== undefined && last.at + last.length === at) last.length += length;
    else ranges.push({ at, length });
};

const countNewlines = (bytes: Buffer, from: number, to: number): number => {
    let count = 0;
    for (let at = from; at < to; count += 1) {
        const newline = bytes.indexOf(NEWLINE, at);
        if (newline < 0 || newline >= to) return count;
        at = newline + 1;
    }
    return count;
};

export class Spool {
    readonly #path: string;
    readonly #file: number;
    readonly #writer = new BlockWriter();
    readonly #linesByPartition = new Map<string, SpooledLines>();
    /** One reused buffer: a long-lived buffer per record would burden the garbage collector. */
    readonly #memory = Buffer.allocUnsafe(MEMORY_BYTES);
    #memoryBytes = 0;
    #fileBytes = 0;
    #rows = 0;

    constructor(path: string) {
        this.#path = path;
        this.#file = openSync(path, 'w+', 0o600);
    }

    get rows(): number {
        return this.#rows;
    }

    get bytes(): number {
        return this.#fileBytes + this.#memoryBytes;
    }

    get partitionCount(): number {
        return this.#linesByPartition.size;
    }

    /** Adds lines in base64, each with its newline, to a partition. Returns the number of lines. */
    add(partition: string, data: string): number {
        if (this.#memoryBytes + data.length > MEMORY_BYTES) this.#spill();
        const at = this.#memoryBytes;
        const length = this.#memory.write(data, at, 'base64');
        const rows = countNewlines(this.#memory, at, at + length);
        const spooled = this.#spooledLinesOf(partition);
        addRange(spooled.inMemory, at, length);
        spooled.rows += rows;
        this.#rows += rows;
        this.#memoryBytes += length;
        return rows;
    }

    /** The partitions with their row counts, in order of first appearance. */
    *partitions(): Generator<{ readonly partition: string; readonly rows: number }> {
        for (const [partition, { rows }] of this.#linesByPartition) yield { partition, rows };
    }

    /** Writes the lines of a partition to a new file: some file systems wait for the disk when a file is truncated. */
    extract(partition: string, path: string): void {
        rmSync(path, { force: true });
        const target = openSync(path, 'wx', 0o600);
        try {
            this.#writer.writeAll(target, this.#linesOf(partition));
        } finally {
            closeSync(target);
        }
    }

    remove(): void {
        closeSync(this.#file);
        rmSync(this.#path, { force: true });
    }

    #spooledLinesOf(partition: string): SpooledLines {
        const existing = this.#linesByPartition.get(partition);
        const spooled = existing ?? { rows: 0, inMemory: [], inFile: [] };
        if (existing === undefined) this.#linesByPartition.set(partition, spooled);
        return spooled;
    }

    #spill(): void {
        this.#writer.writeAll(this.#file, this.#takeFromMemory());
        this.#memoryBytes = 0;
    }

    *#takeFromMemory(): Generator<Buffer> {
        for (const spooled of this.#linesByPartition.values()) {
            for (const { at, length } of spooled.inMemory) {
                yield this.#memory.subarray(at, at + length);
                addRange(spooled.inFile, this.#fileBytes, length);
                this.#fileBytes += length;
            }
            spooled.inMemory = [];
        }
    }

    *#linesOf(partition: string): Generator<Buffer> {
        const { inFile, inMemory } = this.#spooledLinesOf(partition);
        for (const { at, length } of inFile) {
            for (let read = 0; read < length; read += READ_BYTES) {
                const bytes = Buffer.allocUnsafe(Math.min(READ_BYTES, length - read));
                readSync(this.#file, bytes, 0, bytes.length, at + read);
                yield bytes;
            }
        }
        for (const { at, length } of inMemory) yield this.#memory.subarray(at, at + length);
    }
}
