/** Runs a statement in Athena to its end, and stops it there when it is not waited for any more. */
import { setTimeout } from 'node:timers/promises';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';
import { queryError } from './athena-error.ts';
import type { Athena, Execution } from './open-athena.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
const LONGER = 1.3;

export type Watch = {
    /** Aborted when somebody asks to stop. */
    readonly signal: AbortSignal;
    /** Told every time that Athena was asked how far it is. */
    readonly onLook?: (execution: Execution) => void;
};

export type Finished = Execution & { readonly id: string };

const untilEnded = async (athena: Athena, id: string, { signal, onLook }: Watch): Promise<Execution> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * LONGER)) {
        signal.throwIfAborted();
        const execution = await athena.look(id);
        onLook?.(execution);
        if (execution.state !== 'QUEUED' && execution.state !== 'RUNNING') return execution;
        await setTimeout(waitMs, undefined, { signal });
    }
};

/** Throws a Complaint once somebody has asked to stop. */
export const refuseStopped = (signal: AbortSignal): void => {
    if (signal.aborted) throw new Complaint('Stopped.');
};

/** Nobody waits any more: what runs on would only cost. */
const stopped = async (athena: Athena, id: string, isAsked: boolean, why: unknown): Promise<unknown> => {
    try {
        await athena.stop(id);
    } catch (error) {
        return new Complaint(
            `${isAsked ? 'Stopped.' : errorMessage(why)} The query ${printable(id)} may still run in Athena, which could not be told to stop it: ${errorMessage(error)}`,
        );
    }
    return isAsked ? new Complaint(`Stopped, and the query ${printable(id)} in Athena too.`) : why;
};

/** The end of a statement that succeeded; any other end is a Complaint. */
export const runExecution = async (athena: Athena, sql: string, watch: Watch): Promise<Finished> => {
    const id = await athena.start(sql);
    const ended = await untilEnded(athena, id, watch).catch(async (error: unknown) => {
        throw await stopped(athena, id, watch.signal.aborted, error);
    });
    if (ended.state !== 'SUCCEEDED')
        throw queryError(ended.state, ended.reason, { ...athena, action: 'athena:StartQueryExecution' });
    return { ...ended, id };
};
