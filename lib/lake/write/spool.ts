/** Gathers the lines of a round by partition: in one file, whatever the number of partitions. */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';

const BLOCK_BYTES = 4 * 1024 * 1024;

/** One block that stays: it is copied to, not allocated. */
export class BlockWriter {
    readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
    #end = 0;

    /** Writes pieces one behind the other, from where the open file stands. */
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

/** Lines stay in memory until it is full; no lines of one arrival are larger, as they fit in a reply of 6 MB. */
const MEMORY_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** Where lines lie, in memory or in the file. */
type Extent = { readonly at: number; length: number };

type Gathered = { rows: number; inMemory: Extent[]; readonly inFile: Extent[] };

/** Adds to the last extent where that ends here: sorted input makes long ones. */
const extend = (extents: Extent[], at: number, length: number): void => {
    const last = extents.at(-1);
    if (last !== undefined && last.at + last.length === at) last.length += length;
    else extents.push({ at, length });
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
    readonly #gathered = new Map<string, Gathered>();
    /** One piece that stays: a buffer for each arrival, kept for long, is what a garbage collector likes least. */
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
        return this.#gathered.size;
    }

    /** Adds lines in base64, each with its newline, to a partition. Returns how many they are. */
    add(partition: string, data: string): number {
        if (this.#memoryBytes + data.length > MEMORY_BYTES) this.#spill();
        const at = this.#memoryBytes;
        const length = this.#memory.write(data, at, 'base64');
        const rows = countNewlines(this.#memory, at, at + length);
        const gathered = this.#gatheredOf(partition);
        extend(gathered.inMemory, at, length);
        gathered.rows += rows;
        this.#rows += rows;
        this.#memoryBytes += length;
        return rows;
    }

    /** The partitions with their rows, in the order in which they first came. */
    *partitions(): Generator<{ readonly partition: string; readonly rows: number }> {
        for (const [partition, { rows }] of this.#gathered) yield { partition, rows };
    }

    /** Writes the lines of a partition to a new file: one that is emptied is written to the disk by some file systems, and waited for. */
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

    #gatheredOf(partition: string): Gathered {
        const known = this.#gathered.get(partition);
        const gathered = known ?? { rows: 0, inMemory: [], inFile: [] };
        if (known === undefined) this.#gathered.set(partition, gathered);
        return gathered;
    }

    #spill(): void {
        this.#writer.writeAll(this.#file, this.#takeFromMemory());
        this.#memoryBytes = 0;
    }

    *#takeFromMemory(): Generator<Buffer> {
        for (const gathered of this.#gathered.values()) {
            for (const { at, length } of gathered.inMemory) {
                yield this.#memory.subarray(at, at + length);
                extend(gathered.inFile, this.#fileBytes, length);
                this.#fileBytes += length;
            }
            gathered.inMemory = [];
        }
    }

    *#linesOf(partition: string): Generator<Buffer> {
        const { inFile, inMemory } = this.#gatheredOf(partition);
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
