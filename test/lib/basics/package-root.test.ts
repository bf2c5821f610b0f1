import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { temporaryFolder } from '../../support/given-lake.ts';

test('the package’s folder is found from its sources', () => {
    expect(packageRoot()).toBe(join(import.meta.dirname, '..', '..', '..'));
});

test('it is the nearest folder above with this package’s name, whatever other packages lie between', () => {
    const root = temporaryFolder();
    const deep = join(root, 'dist', 'cli');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name": "cognito-log-lake"}');
    writeFileSync(join(root, 'dist', 'package.json'), '{"type": "module"}');
    writeFileSync(join(deep, 'package.json'), 'not JSON');

    expect(packageRoot(deep)).toBe(root);
});

test('outside of it there is none', () => {
    expect(() => packageRoot(temporaryFolder())).toThrow('no package.json of cognito-log-lake above');
});
