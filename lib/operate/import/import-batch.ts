/** Imports a batch of queue messages, and names the failed ones for a retry. */
import * as z from 'zod';
import { importMessage, type ImportOutcome, type ImportDependencies } from './import-message.ts';

/** docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const queueEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: SQS delivers the named messages again. */
export type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/**
 * Imports the objects that the messages of an invocation name.
 *
 * @param report is called with the outcomes of each message
 * @throws Error if the invocation is not an SQS event
 */
export const importBatch = async (
    invocation: unknown,
    dependencies: ImportDependencies,
    report: (outcomes: readonly ImportOutcome[]) => void,
): Promise<BatchResponse> => {
    const { success, data, error } = queueEvent.safeParse(invocation);
    if (!success) throw new Error(`Expected an SQS event: {Records: [{messageId, body}]}.\n${z.prettifyError(error)}`);
    const failed: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of data.Records) {
        const outcomes = await importMessage(body, dependencies);
        report(outcomes);
        if (outcomes.some(({ status }) => status === 'failed')) failed.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failed };
};
