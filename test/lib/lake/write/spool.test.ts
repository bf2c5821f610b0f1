/** Tests of collecting lines by partition. */
import { existsSync, readFileSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Spool, BlockWriter } from '../../../../lib/lake/write/spool.ts';
import { temporaryFolder } from '../../../support/run-replay.ts';

const base64 = (lines: string): string => Buffer.from(lines).toString('base64');

test('the lines of a partition are extracted in order', () => {
    const folder = temporaryFolder();
    const spool = new Spool(join(folder, 'spool'));
    const counts = [spool.add('a', base64('1\n2\n')), spool.add('b', base64('3\n')), spool.add('a', base64('4\n'))];

    spool.extract('a', join(folder, 'a'));

    expect(counts).toEqual([2, 1, 1]);
    expect([spool.rows, spool.partitionCount, [...spool.partitions()]]).toEqual([
        4,
        2,
        [
            { partition: 'a', rows: 3 },
            { partition: 'b', rows: 1 },
        ],
    ]);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('1\n2\n4\n');
});

test('lines that do not fit in memory are extracted in order', () => {
    const folder = temporaryFolder();
    const spool = new Spool(join(folder, 'spool'));
    const line = (index: number): string => `${index}${'x'.repeat(100_000)}\n`;
    for (let index = 0; index < 1000; index += 1) spool.add(`p${index % 7}`, base64(line(index)));

    spool.extract('p3', join(folder, 'p3'));

    expect(readFileSync(join(folder, 'p3'), 'utf8')).toBe(
        Array.from({ length: 1000 }, (_, index) => (index % 7 === 3 ? line(index) : '')).join(''),
    );
});

test('remove deletes the file', () => {
    const path = join(temporaryFolder(), 'spool');
    const spool = new Spool(path);
    spool.add('a', base64('1\n'));

    spool.remove();

    expect(existsSync(path)).toBe(false);
});

test('a line without a newline is not counted', () => {
    const spool = new Spool(join(temporaryFolder(), 'spool'));

    const counts = ['1\n2\n', '3', '', '4\n'].map((lines) => spool.add('a', base64(lines)));

    expect(counts).toEqual([2, 0, 0, 1]);
});

const MIB = 1024 * 1024;

test.each([
    ['no pieces', []],
    ['small pieces', [1, 2, 0, 3]],
    ['pieces that exactly fill blocks', [3 * MIB, MIB, 4 * MIB, 1]],
    ['pieces larger than a block, among small ones', [1, 9 * MIB, 2, 5 * MIB]],
])('%s are written in order', (_, lengths) => {
    const pieces = lengths.map((length, index) => Buffer.alloc(length, 97 + index));
    const path = join(temporaryFolder(), 'file');
    const file = openSync(path, 'w');
    const writer = new BlockWriter();

    writer.writeAll(file, pieces.slice(0, 2));
    writer.writeAll(file, pieces.slice(2));
    closeSync(file);

    expect(readFileSync(path).equals(Buffer.concat(pieces))).toBe(true);
});
