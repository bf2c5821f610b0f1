/** `npm run docs`: writes the generated parts of the manual. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../lib/basics/package-root.ts';
import { GENERATED_PAGES, policyFiles, withGeneratedParts } from './reference.ts';

const writeChanged = (path: string, before: string | null, text: string): void => {
    if (text === before) return;
    writeFileSync(join(packageRoot(), path), text);
    process.stdout.write(`Wrote ${path}\n`);
};

const read = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');

for (const page of GENERATED_PAGES) {
    const before = read(page);
    writeChanged(page, before, withGeneratedParts(page, before));
}

const files = policyFiles();
const existing = readdirSync(join(packageRoot(), 'docs', 'policies')).map((name) => `docs/policies/${name}`);
for (const path of existing.filter((name) => !(name in files))) rmSync(join(packageRoot(), path));
for (const [path, text] of Object.entries(files)) writeChanged(path, existing.includes(path) ? read(path) : null, text);
