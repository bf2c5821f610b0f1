/** Writes many small pieces to a file in few large blocks. */
import { writeFileSync } from 'node:fs';

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
