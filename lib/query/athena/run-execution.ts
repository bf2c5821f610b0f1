/** Runs a statement in Athena and waits for its end; stops it in Athena if the wait is aborted or fails. */
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { failedQueryError } from './athena-error.ts';
import type { Athena, AthenaExecution } from './open-athena.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
const WAIT_FACTOR = 1.3;

export type ExecutionOptions = {
    /** Aborted to stop the statement. */
    readonly signal: AbortSignal;
    /** Called with the state after every poll. */
    readonly onPoll?: (execution: AthenaExecution) => void;
};

export type FinishedExecution = AthenaExecution & { readonly id: string };

const waitForEnd = async (
    athena: Athena,
    id: string,
    { signal, onPoll }: ExecutionOptions,
): Promise<AthenaExecution> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * WAIT_FACTOR)) {
        signal.throwIfAborted();
        const execution = await athena.getExecution(id);
        onPoll?.(execution);
        if (execution.state !== 'QUEUED' && execution.state !== 'RUNNING') return execution;
        await setTimeout(waitMs, undefined, { signal });
    }
};

/** Throws a UserError if the signal is aborted. */
export const assertNotStopped = (signal: AbortSignal): void => {
    if (signal.aborted) throw new UserError('Stopped.');
};

/** Stops an execution that no one waits for, so that it costs no more. Returns the error to throw. */
const stopExecution = async (athena: Athena, id: string, isAborted: boolean, cause: unknown): Promise<unknown> => {
    try {
        await athena.stopExecution(id);
    } catch (error) {
        const first = isAborted ? 'Stopped.' : errorMessage(cause);
        return new UserError(
            `${first} The query ${printable(id)} may still be running in Athena: stopping it failed. ` +
                errorMessage(error),
        );
    }
    return isAborted ? new UserError(`Stopped. The query ${printable(id)} was stopped in Athena too.`) : cause;
};

/** Runs a statement until it succeeds. Throws a UserError if it fails or is cancelled. */
export const runExecution = async (
    athena: Athena,
    sql: string,
    options: ExecutionOptions,
): Promise<FinishedExecution> => {
    const id = await athena.startExecution(sql);
    const ended = await waitForEnd(athena, id, options).catch(async (error: unknown) => {
        throw await stopExecution(athena, id, options.signal.aborted, error);
    });
    if (ended.state !== 'SUCCEEDED')
        throw failedQueryError(ended.state, ended.reason, { ...athena, action: 'athena:StartQueryExecution' });
    return { ...ended, id };
};
