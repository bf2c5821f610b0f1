/** Finds the folder of this package: the sources and the bundle in dist/ are at different depths in it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE_NAME = 'cognito-log-lake';

const nameOf = (folder: string): unknown => {
    try {
        const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        return typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : null;
    } catch {
        return null;
    }
};

/** The nearest folder at or above `start` with this package's package.json. Throws if the installation has none. */
export const packageRoot = (start: string = dirname(fileURLToPath(import.meta.url))): string => {
    if (nameOf(start) === PACKAGE_NAME) return start;
    const parent = dirname(start);
    if (parent === start) {
        const path = fileURLToPath(import.meta.url);
        throw new Error(`Cannot find package.json of ${PACKAGE_NAME} above ${path}. Install the package again.`);
    }
    return packageRoot(parent);
};
