/** Explains why one input cannot be read, for errors that do not affect the other inputs. */
import { errorCode, errorMessage } from '../basics/thrown.ts';
import { StoreError } from '../aws/store-error.ts';
import { DamagedGzipError } from './inflate-stream.ts';

const SYSTEM_REASONS: ReadonlyMap<string, string> = new Map([
    ['EACCES', 'permission denied: check the owner and mode'],
    ['ENOENT', 'no such file, or a broken symbolic link'],
    ['ELOOP', 'a loop of symbolic links'],
]);

const isSingleObjectError = (error: unknown): error is StoreError =>
    error instanceof StoreError && (error.kind === 'vanished' || error.kind === 'denied');

/** The reason, shown below the name of the input; null for an error that affects other inputs too. */
export const unreadableReason = (error: unknown): string | null => {
    if (error instanceof StoreError) return isSingleObjectError(error) ? error.why : null;
    if (error instanceof DamagedGzipError) return `${error.message}; everything before the damage was read`;
    const code = errorCode(error);
    return code === null ? null : (SYSTEM_REASONS.get(code) ?? errorMessage(error));
};
