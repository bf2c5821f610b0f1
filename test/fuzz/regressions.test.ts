/** Regression tests: every batch that failed in a fuzz run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { handlerWith } from '../../functions/transform.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { runBatch, type FuzzBatch } from './run-batch.ts';

const FOLDER = join(packageRoot(), 'test', 'fixtures', 'regressions');

const cases = readdirSync(FOLDER).map((name): readonly [string, FuzzBatch & { readonly description: string }] => [
    name,
    JSON.parse(readFileSync(join(FOLDER, name), 'utf8')),
]);

test.each(cases)('the regression %s has no violations', async (_, batch) => {
    const { violations } = await runBatch(handlerWith, batch);

    expect(violations).toEqual([]);
});
