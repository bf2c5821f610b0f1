/** Tests of batches of rebuild tasks. */
import { expect, test } from 'vitest';
import type { RebuildTask } from '../../../../lib/operate/rebuild/rebuild-batch.ts';
import { taskBatches } from '../../../../lib/operate/rebuild/task-batches.ts';

const MIB = 1024 * 1024;

const taskOf = (folder: string, oldBytes: number, newBytes = 0): RebuildTask => ({
    old: { table: 'user_activity', folder, day: '2026-01-01', files: [{ key: `${folder}/a`, bytes: oldBytes }] },
    sources: [{ key: `${folder}/b`, bytes: newBytes }],
});
const foldersOf = (tasks: readonly RebuildTask[]): readonly (readonly string[])[] =>
    [...taskBatches(tasks)].map((batch) => batch.map(({ old }) => old.folder));

test('a batch ends with the partition that reaches 32 MiB of old and replayed files', () => {
    expect(
        foldersOf([taskOf('a', 10 * MIB), taskOf('b', MIB, 21 * MIB), taskOf('c', 100 * MIB), taskOf('d', 1)]),
    ).toEqual([['a', 'b'], ['c'], ['d']]);
});

test('a batch has at most 500 partitions, and no tasks give no batch', () => {
    expect(
        foldersOf(Array.from({ length: 1001 }, (_, index) => taskOf(String(index), 1))).map(({ length }) => length),
    ).toEqual([500, 500, 1]);
    expect(foldersOf([])).toEqual([]);
});
