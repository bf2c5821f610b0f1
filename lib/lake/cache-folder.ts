/** The folder of this machine for what can be made again: all of it may be deleted at any time. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Below XDG_CACHE_HOME, else ~/.cache; specifications.freedesktop.org/basedir-spec. */
export const cacheFolder = (name: string): string => {
    const given = process.env['XDG_CACHE_HOME'] ?? '';
    return join(isAbsolute(given) ? given : join(homedir(), '.cache'), 'cognito-log-lake', name);
};
