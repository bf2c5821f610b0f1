/** The event that Firehose sends to a transformation function, and the reply. */
import {
    KinesisFirehoseRecordSchema,
    KinesisFirehoseSchema,
} from '@aws-lambda-powertools/parser/schemas/kinesis-firehose';
import * as z from 'zod';

/**
 * docs.aws.amazon.com/firehose/latest/dev/data-transformation.html. The stock schema decodes `data` to text, which
 * destroys gzip. It also rejects an empty batch and some forms of kinesisRecordMetadata, which we accept.
 */
export const firehoseEvent = KinesisFirehoseSchema.extend({
    records: z.array(
        KinesisFirehoseRecordSchema.extend({
            approximateArrivalTimestamp: z.number(),
            data: z.string(),
            kinesisRecordMetadata: z.unknown().optional(),
        }),
    ),
});

export type FirehoseEvent = z.infer<typeof firehoseEvent>;

/** One record of the reply. Every record id occurs once, and `data` is always set. */
export type ReplyRecord = {
    readonly recordId: string;
    readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed';
    readonly data: string;
    readonly metadata?: { readonly partitionKeys: Readonly<Record<string, string>> };
};

export type FirehoseReply = { readonly records: readonly ReplyRecord[] };
