/** A Firehose delivery stream, through the AWS SDK. */
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { createClient } from '../../aws/create-client.ts';
import { toServiceError, type ServiceErrors } from '../../aws/to-service-error.ts';

/**
 * Errors of the whole call: a retry does not help.
 * docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
const CALL_ERRORS: ServiceErrors = new Map([
    [
        'ResourceNotFoundException',
        {
            why: 'there is no such stream',
            next: 'Check the name, AWS_PROFILE and AWS_REGION.',
        },
    ],
    [
        'AccessDeniedException',
        {
            why: 'access is denied',
            next: 'Allow firehose:DescribeDeliveryStream and firehose:PutRecordBatch on the stream.',
        },
    ],
    [
        'InvalidSourceException',
        {
            why: 'it does not accept PutRecordBatch',
            next: 'A stream that reads from Kinesis or Kafka accepts records only from there.',
        },
    ],
    ['InvalidArgumentException', { why: 'it does not accept these records', next: '' }],
    ['InvalidKMSResourceException', { why: 'its KMS key is not usable', next: 'Check the key policy and key state.' }],
]);

export type FirehoseStream = {
    readonly arn: string;
    /** Returns for each record whether it was accepted. Throws a StoreError if the whole call fails. */
    readonly put: (records: readonly Buffer[]) => Promise<readonly boolean[]>;
};

const fetchArn = async (client: FirehoseClient, name: string): Promise<string> => {
    const { DescribeDeliveryStreamCommand } = await import('@aws-sdk/client-firehose');
    const { DeliveryStreamDescription: description } = await client.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    return description?.DeliveryStreamARN ?? '';
};

/** Opens a stream by name. Throws a StoreError if that fails. */
export const openFirehoseStream = async (name: string): Promise<FirehoseStream> => {
    const { FirehoseClient: Client, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose');
    const client = createClient(Client, {}, {});
    const mapErrors = async <Result>(act: () => Promise<Result>): Promise<Result> => {
        try {
            return await act();
        } catch (error) {
            throw toServiceError(error, `stream ${name}`, CALL_ERRORS);
        }
    };
    return {
        arn: await mapErrors(async () => fetchArn(client, name)),
        put: async (records) =>
            mapErrors(async () => {
                const { RequestResponses } = await client.send(
                    new PutRecordBatchCommand({ DeliveryStreamName: name, Records: records.map((Data) => ({ Data })) }),
                );
                return records.map((_, index) => RequestResponses?.[index]?.RecordId !== undefined);
            }),
    };
};
