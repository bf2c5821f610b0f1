/** Notices failed writes to standard output and standard error that no code waits for. */
import { errorCode } from '../basics/thrown.ts';

/** `closed`: the reader closed the pipe (`| head`). */
type OutputState = { readonly kind: 'open' | 'closed' } | { readonly kind: 'failed'; readonly error: Error };

let state: OutputState = { kind: 'open' };

export const outputState = (): OutputState => state;

/** A write that fails to standard error can't be reported anywhere. Only notes are lost: the command goes on. */
export const watchOutput = (): void => {
    process.stdout.on('error', (error) => {
        state = errorCode(error) === 'EPIPE' ? { kind: 'closed' } : { kind: 'failed', error };
    });
    process.stderr.on('error', () => undefined);
};
