/** Puts records on a stream through the AWS SDK, which is loaded when something is put for the first time. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { toError } from '../basics/thrown.ts';
import { logger } from '../basics/telemetry.ts';

const SHORTEST_CALL_MS = 1000;

/** Writes a line of records that a stream did not take, with the codes of their errors: they will be tried again. */
const reportFailed = (stream: string, codes: readonly string[]): void => {
    logger.warn('put_back', { stream, failed_records: codes.length, error_codes: [...new Set(codes)] });
};

let client: FirehoseClient | undefined;

/** `leftMs` is the time that the function has: a call that hangs gets that, or a second when there is none. */
export type Call = { readonly stream: string; readonly records: readonly Buffer[]; readonly leftMs: number };

const send = async ({ stream, records, leftMs }: Call): Promise<readonly boolean[]> => {
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    client ??= new Client({});
    const command = new PutRecordBatchCommand({
        DeliveryStreamName: stream,
        Records: records.map((Data) => ({ Data })),
    });
    const { RequestResponses } = await client.send(command, {
        abortSignal: AbortSignal.timeout(Math.max(leftMs, SHORTEST_CALL_MS)),
    });
    const answers = records.map((_, index) => RequestResponses?.[index]);
    const codes = answers
        .filter((answer) => answer?.RecordId === undefined)
        .map((answer) => answer?.ErrorCode ?? 'NoAnswer');
    if (codes.length > 0) reportFailed(stream, codes);
    return answers.map((answer) => answer?.RecordId !== undefined);
};

/** Tells of each record whether it was taken. Throws the error of the SDK for the call as a whole. What fails is logged, by its codes. */
export const putRecords = async (call: Call): Promise<readonly boolean[]> =>
    send(call).catch((error: unknown) => {
        reportFailed(
            call.stream,
            call.records.map(() => toError(error).name),
        );
        throw error;
    });
