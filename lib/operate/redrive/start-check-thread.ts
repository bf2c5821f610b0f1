/** Runs the check of error lines in a thread of its own, so that a record that kills it does not end `redrive`. */
import { builtFile } from '../../firehose/call-transform.ts';
import { startIsolatedThread, type IsolatedThread, type ThreadOptions } from '../../firehose/isolated-thread.ts';
import type { ErrorRecordBytes, FailedEvent } from './failed-events.ts';

/** The events of each record, in order. */
export type CheckThread = IsolatedThread<readonly ErrorRecordBytes[], readonly (readonly FailedEvent[])[]>;

/** Starts the thread. `script` replaces its script. */
export const startCheckThread = (options: Partial<ThreadOptions> = {}): CheckThread =>
    startIsolatedThread({ script: builtFile('cli', 'check-thread.mjs'), ...options });
