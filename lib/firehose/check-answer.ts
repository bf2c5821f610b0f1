/** Checks an answer of the transform against the contract of Firehose. */
import * as z from 'zod';
import { isBase64 } from '../transform/decode/base64.ts';
import type { Arrival } from '../transform/decode/unwrap.ts';

/** docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, -status-model.html. */
const answerSchema = z.compile(
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

export type CheckedAnswer = z.infer<typeof answerSchema>['records'][number];

/** Why a whole batch failed, in the words of Firehose's error objects. */
export type BatchFailure = { readonly code: string; readonly message: string };

export type Checked = { readonly records: readonly CheckedAnswer[] } | { readonly failure: BatchFailure };

/** The limit of Lambda's synchronous reply: beyond it the invocation itself fails. */
const MAX_REPLY_BYTES = 6_291_556;
/** More than the answer to a record has besides its id and its data. */
const MOST_OVERHEAD_BYTES = 1000;

export const FUNCTION_ERROR: BatchFailure = {
    code: 'Lambda.FunctionError',
    message: 'The Lambda function was successfully invoked but it returned an error result.',
};
export const TIMED_OUT: BatchFailure = {
    code: 'Lambda.FunctionTimedOut',
    message: 'The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.',
};
const MISSING: BatchFailure = {
    code: 'Lambda.MissingRecordId',
    message:
        'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
};
const TWICE: BatchFailure = {
    code: 'Lambda.DuplicatedRecordId',
    message:
        'Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record IDs for each record.',
};
const WRONG_FORM: BatchFailure = {
    code: 'Lambda.InvalidReturnFormat',
    message:
        'The answer has not the form that Firehose asks for: a known result and data in base64 for every record, and none that was not sent.',
};

const isTooLarge = (records: readonly CheckedAnswer[]): boolean => {
    const most = records.reduce(
        (sum, { data, recordId }) => sum + data.length + recordId.length + MOST_OVERHEAD_BYTES,
        0,
    );
    return most > MAX_REPLY_BYTES && Buffer.byteLength(JSON.stringify({ records })) > MAX_REPLY_BYTES;
};

/** The records by the ids that were sent, or what is wrong with the ids. Nearly always they are in the order of the arrivals. */
const inOrder = (records: readonly CheckedAnswer[], arrivals: readonly Arrival[]): Checked => {
    if (
        records.length === arrivals.length &&
        records.every(({ recordId }, index) => recordId === arrivals[index]?.recordId)
    )
        return { records };
    const byId = new Map(records.map((record) => [record.recordId, record]));
    if (byId.size < records.length) return { failure: TWICE };
    const found = arrivals.flatMap(({ recordId }) => byId.get(recordId) ?? []);
    if (found.length < arrivals.length) return { failure: MISSING };
    return found.length === records.length ? { records: found } : { failure: WRONG_FORM };
};

/** The records of an answer, one for each arrival, in the order of the arrivals; or the rule that it breaks. */
export const checkAnswer = (answer: unknown, arrivals: readonly Arrival[]): Checked => {
    const { success, data } = answerSchema.safeParse(answer);
    if (!success || !data.records.every((record) => isBase64(record.data))) return { failure: WRONG_FORM };
    return isTooLarge(data.records) ? { failure: FUNCTION_ERROR } : inOrder(data.records, arrivals);
};
