/** Locates the local cache folder: everything in it can be recreated, and may be deleted at any time. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The path of a cache folder below XDG_CACHE_HOME, else ~/.cache: specifications.freedesktop.org/basedir-spec */
export const cacheFolder = (name: string): string => {
    const cacheHome = process.env['XDG_CACHE_HOME'] ?? '';
    return join(isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache'), 'cognito-log-lake', name);
};
