/** Tries again every case that a fuzz run once found. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { handlerWith } from '../../functions/transform.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runBatch, type Batch } from './run-batch.ts';

const FOLDER = join(packageRoot(), 'test', 'fixtures', 'regressions');

const cases = readdirSync(FOLDER).map((name): readonly [string, Batch & { readonly description: string }] => [
    name,
    JSON.parse(readFileSync(join(FOLDER, name), 'utf8')),
]);

test.each(cases)('%s comes to its right end', async (_, batch) => {
    const { faults } = await runBatch(handlerWith, batch);

    expect(faults).toEqual([]);
});
