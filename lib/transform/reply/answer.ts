/** Answers Firehose: one record for each arrival, the same ids in the same order. */
import type { AnswerRecord } from '../../../schemas/firehose-event.ts';
import { standardBase64 } from '../decode/base64.ts';
import type { Ending } from './ending.ts';
import type { Arrival } from '../decode/unwrap.ts';

/**
 * The answer to one arrival (docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html). `data` is always
 * there; what is refused goes back with the bytes that it came with. What was put back is done with here.
 */
export const answer = ({ recordId, data }: Arrival, ending: Ending): AnswerRecord => {
    if (ending.how === 'kept') {
        return { recordId, result: 'Ok', data: ending.data, metadata: { partitionKeys: ending.partition } };
    }
    if (ending.how !== 'refused') return { recordId, result: 'Dropped', data: '' };
    // One word in an answer that is no base64 fails the whole batch; Firehose keeps what came in any case.
    return {
        recordId,
        result: 'ProcessingFailed',
        data: ending.refusals[0] === 'not_base64' ? '' : standardBase64(data),
    };
};
