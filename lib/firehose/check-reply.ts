/** Validates a reply of the transform against the contract of Firehose. */
import * as z from 'zod';
import { isBase64 } from '../transform/decode/base64.ts';
import type { FirehoseRecord } from '../transform/decode/decode.ts';

/** docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, -status-model.html. */
const replySchema = z.compile(
    z.object({
        records: z.array(
            z.object({
                recordId: z.string(),
                result: z.enum(['Ok', 'Dropped', 'ProcessingFailed']),
                data: z.string(),
                metadata: z.object({ partitionKeys: z.record(z.string(), z.unknown()).optional() }).optional(),
            }),
        ),
    }),
    { strict: true },
);

export type CheckedReplyRecord = z.infer<typeof replySchema>['records'][number];

/** Why a whole batch failed, in the words of Firehose's error objects. */
export type BatchFailure = { readonly code: string; readonly message: string };

export type ReplyCheck = { readonly records: readonly CheckedReplyRecord[] } | { readonly failure: BatchFailure };

/** The limit of a synchronous Lambda reply: beyond it the invocation fails. */
const MAX_REPLY_BYTES = 6_291_556;
/** More than the JSON of a record in the reply needs besides its id and data. */
const MAX_OVERHEAD_BYTES = 1000;

export const FUNCTION_ERROR: BatchFailure = {
    code: 'Lambda.FunctionError',
    message: 'The Lambda function was successfully invoked but it returned an error result.',
};
export const TIMED_OUT: BatchFailure = {
    code: 'Lambda.FunctionTimedOut',
    message: 'The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.',
};
const MISSING_RECORD_ID: BatchFailure = {
    code: 'Lambda.MissingRecordId',
    message:
        'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
};
const DUPLICATE_RECORD_ID: BatchFailure = {
    code: 'Lambda.DuplicatedRecordId',
    message:
        'Multiple records were returned with the same record ID. ' +
        'Ensure that the Lambda function returns unique record IDs for each record.',
};
const INVALID_FORMAT: BatchFailure = {
    code: 'Lambda.InvalidReturnFormat',
    message:
        'The reply is malformed. Return a known result and base64 data for every record that was sent, and no other.',
};

const isTooLarge = (records: readonly CheckedReplyRecord[]): boolean => {
    const upperBound = records.reduce(
        (sum, { data, recordId }) => sum + data.length + recordId.length + MAX_OVERHEAD_BYTES,
        0,
    );
    return upperBound > MAX_REPLY_BYTES && Buffer.byteLength(JSON.stringify({ records })) > MAX_REPLY_BYTES;
};

/** Sorts reply records like the sent ones, or fails on the ids. They nearly always have that order already. */
const orderRecords = (replied: readonly CheckedReplyRecord[], sent: readonly FirehoseRecord[]): ReplyCheck => {
    if (replied.length === sent.length && replied.every(({ recordId }, index) => recordId === sent[index]?.recordId))
        return { records: replied };
    const byId = new Map(replied.map((record) => [record.recordId, record]));
    if (byId.size < replied.length) return { failure: DUPLICATE_RECORD_ID };
    const ordered = sent.flatMap(({ recordId }) => byId.get(recordId) ?? []);
    if (ordered.length < sent.length) return { failure: MISSING_RECORD_ID };
    return ordered.length === replied.length ? { records: ordered } : { failure: INVALID_FORMAT };
};

/** The records of a reply, one for each sent record and in their order; or the failure of the batch. */
export const checkReply = (reply: unknown, sent: readonly FirehoseRecord[]): ReplyCheck => {
    const { success, data } = replySchema.safeParse(reply);
    if (!success || !data.records.every((record) => isBase64(record.data))) return { failure: INVALID_FORMAT };
    return isTooLarge(data.records) ? { failure: FUNCTION_ERROR } : orderRecords(data.records, sent);
};
