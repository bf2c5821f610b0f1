/** Tests of writing small pieces in large blocks. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BlockWriter } from '../../../../lib/lake/write/block-writer.ts';
import { temporaryFolder } from '../../../support/given-replay.ts';

const MIB = 1024 * 1024;

test.each([
    ['nothing', []],
    ['small pieces', [1, 2, 0, 3]],
    ['pieces that fill blocks to the last byte', [3 * MIB, MIB, 4 * MIB, 1]],
    ['pieces larger than a block, among small ones', [1, 9 * MIB, 2, 5 * MIB]],
])('%s come out in their order', (_, lengths) => {
    const pieces = lengths.map((length, index) => Buffer.alloc(length, 97 + index));
    const path = join(temporaryFolder(), 'file');
    const file = openSync(path, 'w');
    const writer = new BlockWriter();

    writer.writeAll(file, pieces.slice(0, 2));
    writer.writeAll(file, pieces.slice(2));
    closeSync(file);

    expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true);
});
