/** Gathers the lines of a round by partition: in one file, whatever the number of partitions. */
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';

/** Lines that are gathered in memory before they are written. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;
/** What is written or read at a time. */
const BLOCK_BYTES = 4 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Where lines of a partition lie in the file. */
type Extent = { readonly at: number; readonly length: number };

/** The lines of a partition: those in memory, those in the file. */
type Gathered = { parts: Buffer[]; rows: number; readonly extents: Extent[] };

const countNewlines = (lines: Buffer): number => {
    let count = 0;
    for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) count += 1;
    return count;
};

/** Buffers joined to blocks, none of them empty. */
function* blocks(parts: Iterable<Buffer>): Generator<Buffer> {
    let held: Buffer[] = [];
    let bytes = 0;
    for (const part of parts) {
        held.push(part);
        bytes += part.length;
        if (bytes < BLOCK_BYTES) continue;
        yield Buffer.concat(held);
        held = [];
        bytes = 0;
    }
    if (bytes > 0) yield Buffer.concat(held);
}

export class Spool {
    readonly #path: string;
    readonly #file: number;
    readonly #gathered = new Map<string, Gathered>();
    #heldBytes = 0;
    #writtenBytes = 0;
    #rows = 0;

    constructor(path: string) {
        this.#path = path;
        this.#file = openSync(path, 'w+', 0o600);
    }

    get rows(): number {
        return this.#rows;
    }

    get partitionCount(): number {
        return this.#gathered.size;
    }

    /** Adds lines, each with its newline, to a partition. Returns how many they are. */
    add(partition: string, lines: Buffer): number {
        const rows = countNewlines(lines);
        const known = this.#gathered.get(partition);
        const gathered = known ?? { parts: [], rows: 0, extents: [] };
        if (known === undefined) this.#gathered.set(partition, gathered);
        gathered.parts.push(lines);
        gathered.rows += rows;
        this.#rows += rows;
        this.#heldBytes += lines.length;
        if (this.#heldBytes >= MAX_HELD_BYTES) this.#spill();
        return rows;
    }

    /** The partitions with their rows, in the order in which they first came. */
    *partitions(): Generator<{ readonly partition: string; readonly rows: number }> {
        for (const [partition, { rows }] of this.#gathered) yield { partition, rows };
    }

    /** Writes the lines of a partition to a file of their own. */
    extract(partition: string, path: string): void {
        const target = openSync(path, 'w', 0o600);
        try {
            for (const block of blocks(this.#linesOf(partition))) writeFileSync(target, block);
        } finally {
            closeSync(target);
        }
    }

    remove(): void {
        closeSync(this.#file);
        rmSync(this.#path, { force: true });
    }

    #spill(): void {
        for (const block of blocks(this.#takeParts())) writeFileSync(this.#file, block);
        this.#heldBytes = 0;
    }

    *#takeParts(): Generator<Buffer> {
        for (const gathered of this.#gathered.values()) {
            const length = gathered.parts.reduce((sum, part) => sum + part.length, 0);
            if (length === 0) continue;
            gathered.extents.push({ at: this.#writtenBytes, length });
            this.#writtenBytes += length;
            yield* gathered.parts;
            gathered.parts = [];
        }
    }

    *#linesOf(partition: string): Generator<Buffer> {
        const { extents, parts } = this.#gathered.get(partition) ?? { extents: [], parts: [] };
        for (const { at, length } of extents) {
            for (let read = 0; read < length; read += BLOCK_BYTES) {
                const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, length - read));
                readSync(this.#file, block, 0, block.length, at + read);
                yield block;
            }
        }
        yield* parts;
    }
}
