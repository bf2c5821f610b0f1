/** Finds what the build has written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from '../basics/complaint.ts';
import { packageRoot } from '../basics/package-root.ts';

/** The path of a file below dist/. Throws a Complaint when it has not been built. */
export const built = (...names: readonly string[]): string => {
    const path = join(packageRoot(), 'dist', ...names);
    if (!existsSync(path)) throw new Complaint(`${path} is not there. Build it with: npm run build`);
    return path;
};
