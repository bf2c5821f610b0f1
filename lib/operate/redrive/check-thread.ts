/** The worker thread of `redrive`: decodes error lines and runs the transform's stages on their events. */
import { parentPort } from 'node:worker_threads';
import { answerInOrder } from '../../firehose/answer-in-order.ts';
import { failedEvents, type ErrorRecordBytes } from './failed-events.ts';

const answer = answerInOrder();

parentPort?.on('message', (records: readonly ErrorRecordBytes[]) => {
    answer(() => records.map(failedEvents));
});
