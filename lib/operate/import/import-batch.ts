/** Imports a batch of messages, and tells the queue which of them to show again. */
import * as z from 'zod';
import { importMessage, type Outcome, type Outside } from './import-message.ts';

/** docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const queueEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });

/** docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html: those that are named are shown again. */
export type BatchResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/**
 * Imports what the messages of an invocation ask for.
 *
 * @param report is told of each message's outcomes
 * @throws Error when the invocation is none of a queue
 */
export const importBatch = async (
    invocation: unknown,
    outside: Outside,
    report: (outcomes: readonly Outcome[]) => void,
): Promise<BatchResponse> => {
    const { success, data, error } = queueEvent.safeParse(invocation);
    if (!success)
        throw new Error(
            `Expected the event of an SQS queue: {Records: [{messageId, body}]}.\n${z.prettifyError(error)}`,
        );
    const failed: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of data.Records) {
        const outcomes = await importMessage(body, outside);
        report(outcomes);
        if (outcomes.some(({ how }) => how === 'failed')) failed.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failed };
};
