/** Tests of finding the package's folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { temporaryFolder } from '../../support/make-sample-lake.ts';

test('packageRoot finds the folder from the sources', () => {
    expect(packageRoot()).toBe(join(import.meta.dirname, '..', '..', '..'));
});

test('packageRoot skips folders of other packages', () => {
    const root = temporaryFolder();
    const deep = join(root, 'dist', 'cli');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name": "cognito-log-lake"}');
    writeFileSync(join(root, 'dist', 'package.json'), '{"type": "module"}');
    writeFileSync(join(deep, 'package.json'), 'not JSON');

    expect(packageRoot(deep)).toBe(root);
});

test('packageRoot throws outside the package', () => {
    expect(() => packageRoot(temporaryFolder())).toThrow('Cannot find package.json of cognito-log-lake above');
});
