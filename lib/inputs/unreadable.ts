/** Tells why an input can't be read any further, where the others can. */
import { errorCode, errorMessage } from '../basics/thrown.ts';
import { StoreError } from '../aws/store-error.ts';
import { Damaged } from './inflate-stream.ts';

const SYSTEM_REASONS: ReadonlyMap<string, string> = new Map([
    ['EACCES', 'may not be read by you'],
    ['ENOENT', 'is not there, or a link that leads nowhere'],
    ['ELOOP', 'is a link that leads in a circle'],
]);

const isOfOneObject = (error: unknown): error is StoreError =>
    error instanceof StoreError && (error.kind === 'vanished' || error.kind === 'denied');

/** The reason, to be read behind the name of the input; null for a failure that is not of this input alone. */
export const unreadable = (error: unknown): string | null => {
    if (error instanceof StoreError) return isOfOneObject(error) ? error.why : null;
    if (error instanceof Damaged) return `${error.message}: what was whole before it is used`;
    const code = errorCode(error);
    return code === null ? null : (SYSTEM_REASONS.get(code) ?? errorMessage(error));
};
