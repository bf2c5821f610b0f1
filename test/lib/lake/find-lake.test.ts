/** Tests of what is said of a folder that is no lake. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLake } from '../../../lib/lake/find-lake.ts';
import { givenFiles } from '../../support/given-replay.ts';

const folder = givenFiles({ file: 'x', 'lake/errors/x': '', 'dt=2026-01-01/lake/errors/x': '' });
symlinkSync(join(folder, 'circle'), join(folder, 'circle'));

test.each([
    ['none', 'there is no such folder'],
    ['file', 'it is a file, not a folder'],
    ['circle', 'its links lead in a circle'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
    ['.', 'it holds none of user_activity/, user_notification/, errors/, raw/'],
])('%s', (name, reason) => {
    expect(() => findLake(join(folder, name))).toThrow(`is not a lake: ${reason}. Make one with: replay FILES --lake `);
});

test('a lake is found by its real path, and one below a folder named like a partition is refused', () => {
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(folder, 'lake'), join(folder, 'links', 'lake'));

    expect(findLake(join(folder, 'links', 'lake'))).toBe(findLake(join(folder, 'lake')));
    expect(() => findLake(join(folder, 'dt=2026-01-01', 'lake'))).toThrow(
        'dt=2026-01-01 above it is named like a partition. Rename or move it.',
    );
});
