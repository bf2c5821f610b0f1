/** A delivery stream of Firehose, reached through the AWS SDK. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { toError } from '../../basics/thrown.ts';
import { silenceSdk } from '../../aws/s3-client.ts';
import { s3Error } from '../../aws/s3-error.ts';
import { StoreError } from '../../aws/store-error.ts';
const SILENT_AFTER_MS = 20_000;
const CONNECT_WITHIN_MS = 10_000;

/** Of the call, not of a record: trying again is of no use. docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
const REFUSALS: ReadonlyMap<string, { readonly why: string; readonly next: string }> = new Map([
    [
        'ResourceNotFoundException',
        {
            why: 'there is no such stream',
            next: 'Look at its name, and that AWS_PROFILE and AWS_REGION are those that have it.',
        },
    ],
    [
        'AccessDeniedException',
        {
            why: 'access is denied',
            next: 'It takes firehose:DescribeDeliveryStream and firehose:PutRecordBatch on the stream.',
        },
    ],
    [
        'UnrecognizedClientException',
        { why: 'the AWS credentials are not valid', next: 'Look at AWS_PROFILE and the access key.' },
    ],
    [
        'InvalidSignatureException',
        { why: 'the AWS credentials are not valid', next: 'Look at AWS_PROFILE and the access key.' },
    ],
    [
        'InvalidSourceException',
        {
            why: 'it does not take records that are put',
            next: 'A stream that reads from Kinesis or Kafka takes them only from there.',
        },
    ],
    ['InvalidArgumentException', { why: 'it does not take such records', next: '' }],
    ['InvalidKMSResourceException', { why: 'its KMS key can’t be used', next: 'Look at the key’s policy and state.' }],
]);

/** The StoreError for what the SDK threw. Of kind `silent` is what may go well another time. */
const streamError = (error: Error, name: string): unknown => {
    const refusal = REFUSALS.get(error.name);
    return refusal === undefined
        ? s3Error(error, `stream ${name}`)
        : new StoreError('refused', `stream ${name}`, refusal);
};

export type FirehoseStream = {
    readonly arn: string;
    /** Tells of each record whether it was taken. Throws a StoreError for the call as a whole. */
    readonly put: (records: readonly Buffer[]) => Promise<readonly boolean[]>;
};

const arnOf = async (client: FirehoseClient, name: string): Promise<string> => {
    const { DescribeDeliveryStreamCommand } = await import('@aws-sdk/client-firehose');
    const { DeliveryStreamDescription: found } = await client.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    return found?.DeliveryStreamARN ?? '';
};

/** Finds a stream by its name. Throws a StoreError where that can't be. */
export const firehoseStream = async (name: string): Promise<FirehoseStream> => {
    silenceSdk();
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    const client = new Client({
        requestHandler: { socketTimeout: SILENT_AFTER_MS, connectionTimeout: CONNECT_WITHIN_MS },
    });
    const inWords = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
        try {
            return await act();
        } catch (error) {
            throw streamError(toError(error), name);
        }
    };
    return {
        arn: await inWords(async () => arnOf(client, name)),
        put: async (records) =>
            inWords(async () => {
                const { RequestResponses } = await client.send(
                    new PutRecordBatchCommand({ DeliveryStreamName: name, Records: records.map((Data) => ({ Data })) }),
                );
                return records.map((_, index) => RequestResponses?.[index]?.RecordId !== undefined);
            }),
    };
};
