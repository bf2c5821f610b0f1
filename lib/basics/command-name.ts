/** The name by which a reader calls this program: help, errors and next steps print commands that can be pasted. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** `npm run -s lake --` in a checkout, which has the sources; `cognito-log-lake` where the package is installed. */
export const commandName = (): string =>
    existsSync(join(packageRoot(), 'cli')) ? 'npm run -s lake --' : 'cognito-log-lake';
