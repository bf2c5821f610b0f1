/** Writes the reply to Firehose: one record for each request record, the same ids in the same order. */
import type { FirehoseReply, ReplyRecord } from '../../../schemas/firehose-event.ts';
import { standardBase64 } from '../decode/base64.ts';
import { reasonsOf, type DecidedRecord } from './decide.ts';

/**
 * The reply to one record; `data` is always set. A record with rejected events has its original bytes. Any other split
 * record is dropped.
 */
export const replyRecord = ({ record: { recordId, data }, decision }: DecidedRecord): ReplyRecord => {
    if (decision.result === 'ok') {
        return { recordId, result: 'Ok', data: decision.data, metadata: { partitionKeys: decision.partition } };
    }
    const [reason] = reasonsOf(decision);
    if (reason === undefined) return { recordId, result: 'Dropped', data: '' };
    // Data that is not base64 fails the whole batch. Firehose keeps the original bytes in any case.
    return {
        recordId,
        result: 'ProcessingFailed',
        data: reason === 'not_base64' ? '' : standardBase64(data),
    };
};

/** The reply to a batch: docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html. */
export const reply = (batch: readonly DecidedRecord[]): FirehoseReply => ({ records: batch.map(replyRecord) });
