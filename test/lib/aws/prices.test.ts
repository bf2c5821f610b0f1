/** Tests of reading price files. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPrices } from '../../../lib/aws/prices.ts';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { temporaryFolder } from '../../support/run-command.ts';

const fileOf = (text: string): string => {
    const path = join(temporaryFolder(), 'prices.yml');
    writeFileSync(path, text);
    return path;
};

test('a file with every price replaces all prices of the package', () => {
    const shipped = readFileSync(join(packageRoot(), 'prices', 'us-east-1.yml'), 'utf8');
    const own = readPrices(fileOf(shipped.replace(/^as_of: .*/m, 'as_of: 2026-01-31')));

    expect(own.description).toBe('list prices of us-east-1 as of 2026-01-31');
    expect(own.costOf('cognito_plus_active_user', 100)).toBe(readPrices().costOf('cognito_plus_active_user', 100));
});

test('the error for a price file that is a list is about the whole file', () => {
    expect(() => readPrices(fileOf('- 1\n'))).toThrow(/is not a valid price file:\n {2}the file: /);
});
