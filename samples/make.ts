/** Regenerates the files of samples/ from samples/story/. */
// Run: npx esbuild samples/make.ts --bundle --platform=node --format=esm | node --input-type=module
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sampleFiles } from './story/sample-files.ts';

rmSync('samples/exports', { recursive: true, force: true });
for (const [path, contents] of sampleFiles()) {
    const target = join('samples', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, contents);
}
