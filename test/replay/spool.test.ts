/** Tests of gathering lines by partition. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Spool } from '../../lib/replay/spool.ts';
import { temporaryFolder } from './given-replay.ts';

test('the lines of a partition come out in their order', () => {
    const folder = temporaryFolder();
    const spool = new Spool(join(folder, 'spool'));
    const counts = [spool.add('a', Buffer.from('1\n2\n')), spool.add('b', Buffer.from('3\n')), spool.add('a', Buffer.from('4\n'))];

    spool.extract('a', join(folder, 'a'));

    expect(counts).toEqual([2, 1, 1]);
    expect([spool.rows, spool.partitionCount, [...spool.partitions()]]).toEqual([4, 2, [{ partition: 'a', rows: 3 }, { partition: 'b', rows: 1 }]]);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('1\n2\n4\n');
});

test('so do they when there are more than fit in memory', () => {
    const folder = temporaryFolder();
    const spool = new Spool(join(folder, 'spool'));
    const line = (index: number): string => `${index}${'x'.repeat(100_000)}\n`;
    for (let index = 0; index < 1000; index += 1) spool.add(`p${index % 7}`, Buffer.from(line(index)));

    spool.extract('p3', join(folder, 'p3'));

    expect(readFileSync(join(folder, 'p3'), 'utf8')).toBe(Array.from({ length: 1000 }, (_, index) => (index % 7 === 3 ? line(index) : '')).join(''));
});

test('the file goes when it is done', () => {
    const path = join(temporaryFolder(), 'spool');
    const spool = new Spool(path);
    spool.add('a', Buffer.from('1\n'));

    spool.remove();

    expect(existsSync(path)).toBe(false);
});
