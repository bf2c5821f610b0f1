/** Tests of finding a lake, and of the reasons why a path is not one. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLake } from '../../../lib/lake/find-lake.ts';
import { writeInputFiles } from '../../support/run-replay.ts';

const folder = writeInputFiles({ file: 'x', 'lake/errors/x': '', 'dt=2026-01-01/lake/errors/x': '' });
symlinkSync(join(folder, 'circle'), join(folder, 'circle'));

test.each([
    ['none', 'the folder does not exist'],
    ['file', 'it is a file, not a folder'],
    ['circle', 'its symbolic links form a loop'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
    ['.', 'it has none of the folders user_activity/, user_notification/, errors/, raw/'],
])('%s is not a lake, because %s', (name, reason) => {
    expect(() => findLake(join(folder, name))).toThrow(
        `is not a lake: ${reason}. Create one with: replay FILES --lake `,
    );
});

test('a lake is found by its real path, and one below a folder named like a partition is rejected', () => {
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(folder, 'lake'), join(folder, 'links', 'lake'));

    expect(findLake(join(folder, 'links', 'lake'))).toBe(findLake(join(folder, 'lake')));
    expect(() => findLake(join(folder, 'dt=2026-01-01', 'lake'))).toThrow(
        'its parent folder dt=2026-01-01 is named like a partition. Rename or move it.',
    );
});
