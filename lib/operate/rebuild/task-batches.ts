/** Splits the partitions to compare into batches of limited size. */
import type { RebuildTask } from './rebuild-batch.ts';

/** Parquet bytes per batch. In memory they take about ten times as much; DuckDB spills to disk if memory runs out. */
const BATCH_BYTES = 32 * 1024 * 1024;
const BATCH_PARTITIONS = 500;

const bytesOf = ({ old, sources }: RebuildTask): number =>
    [...old.files, ...sources].reduce((sum, { bytes }) => sum + bytes, 0);

/** Batches in the order of the tasks. A task larger than a batch ends its batch. */
export function* taskBatches(tasks: readonly RebuildTask[]): Generator<readonly RebuildTask[]> {
    let [batch, bytes]: [RebuildTask[], number] = [[], 0];
    for (const task of tasks) {
        batch.push(task);
        bytes += bytesOf(task);
        if (bytes < BATCH_BYTES && batch.length < BATCH_PARTITIONS) continue;
        yield batch;
        [batch, bytes] = [[], 0];
    }
    if (batch.length > 0) yield batch;
}
