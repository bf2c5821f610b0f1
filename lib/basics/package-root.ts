/** Finds the folder of this package: the sources and the bundle in dist/ lie at different depths under it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE_NAME = 'cognito-log-lake';

const nameOf = (folder: string): unknown => {
    try {
        const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        return typeof found === 'object' && found !== null && 'name' in found ? found.name : null;
    } catch {
        return null;
    }
};

/** The nearest folder at or above `start` whose package.json is this package's. Throws when there is none: the install is broken. */
export const packageRoot = (start: string = dirname(fileURLToPath(import.meta.url))): string => {
    if (nameOf(start) === PACKAGE_NAME) return start;
    const parent = dirname(start);
    if (parent === start) throw new Error(`no package.json of ${PACKAGE_NAME} above ${fileURLToPath(import.meta.url)}`);
    return packageRoot(parent);
};
