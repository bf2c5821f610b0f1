/** Splits what there is to compare into batches that fit. */
import type { Task } from './rebuild-batch.ts';

/** What is compared at a time; read, it takes about ten times as much, which goes to the disk where memory ends. */
const BATCH_BYTES = 32 * 1024 * 1024;
const BATCH_PARTITIONS = 500;

const bytesOf = ({ old, sources }: Task): number =>
    [...old.files, ...sources].reduce((sum, { bytes }) => sum + bytes, 0);

/** In their order; a task that is larger than a batch is one by itself, or the last of one. */
export function* taskBatches(tasks: readonly Task[]): Generator<readonly Task[]> {
    let [batch, bytes]: [Task[], number] = [[], 0];
    for (const task of tasks) {
        batch.push(task);
        bytes += bytesOf(task);
        if (bytes < BATCH_BYTES && batch.length < BATCH_PARTITIONS) continue;
        yield batch;
        [batch, bytes] = [[], 0];
    }
    if (batch.length > 0) yield batch;
}
