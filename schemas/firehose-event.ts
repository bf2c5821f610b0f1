/** The event with which Firehose calls a transformation function. */
import {
    KinesisFirehoseRecordSchema,
    KinesisFirehoseSchema,
} from '@aws-lambda-powertools/parser/schemas/kinesis-firehose';
import * as z from 'zod';

/**
 * docs.aws.amazon.com/firehose/latest/dev/data-transformation.html. The stock schema turns `data` into text, which destroys gzip,
 * refuses an empty batch, and fails on the forms that kinesisRecordMetadata takes; none of these is ours to refuse.
 */
export const firehoseEvent = z.compile(
    KinesisFirehoseSchema.extend({
        records: z.array(
            KinesisFirehoseRecordSchema.extend({
                approximateArrivalTimestamp: z.number(),
                data: z.string(),
                kinesisRecordMetadata: z.unknown().optional(),
            }),
        ),
    }),
    { strict: true },
);

export type FirehoseEvent = z.infer<typeof firehoseEvent>;

/** One record of the answer: every id once, `data` always there. */
export type AnswerRecord = {
    readonly recordId: string;
    readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed';
    readonly data: string;
    readonly metadata?: { readonly partitionKeys: Readonly<Record<string, string>> };
};

export type FirehoseAnswer = { readonly records: readonly AnswerRecord[] };
