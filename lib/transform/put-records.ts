/** Puts records on a delivery stream through the AWS SDK, which is loaded on the first call. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { toError } from '../basics/thrown.ts';
import { logger } from '../basics/telemetry.ts';

const SHORTEST_CALL_MS = 1000;

/** Logs records that a stream did not accept, with their error codes. The caller retries them. */
const reportFailed = (stream: string, codes: readonly string[]): void => {
    logger.warn('reingest', { stream, failed_records: codes.length, error_codes: [...new Set(codes)] });
};

let client: FirehoseClient | undefined;

/** `leftMs` is the time left to the function: the timeout of the call, but at least one second. */
export type PutCall = { readonly stream: string; readonly records: readonly Buffer[]; readonly leftMs: number };

const send = async ({ stream, records, leftMs }: PutCall): Promise<readonly boolean[]> => {
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    client ??= new Client({});
    const command = new PutRecordBatchCommand({
        DeliveryStreamName: stream,
        Records: records.map((Data) => ({ Data })),
    });
    const { RequestResponses } = await client.send(command, {
        // A timeout is a whole number; the remaining time of a function need not be one.
        abortSignal: AbortSignal.timeout(Math.max(Math.floor(leftMs), SHORTEST_CALL_MS)),
    });
    const responses = records.map((_, index) => RequestResponses?.[index]);
    const codes = responses
        .filter((response) => response?.RecordId === undefined)
        .map((response) => response?.ErrorCode ?? 'NoResponse');
    if (codes.length > 0) reportFailed(stream, codes);
    return responses.map((response) => response?.RecordId !== undefined);
};

/**
 * Returns for each record whether it was accepted. Throws the SDK's error if the call fails. Logs the codes of
 * failures.
 */
export const putRecords = async (call: PutCall): Promise<readonly boolean[]> =>
    send(call).catch((error: unknown) => {
        reportFailed(
            call.stream,
            call.records.map(() => toError(error).name),
        );
        throw error;
    });
