/** Checks an answer of the transform against the contract of Firehose. */
import * as z from 'zod';
import type { Arrival } from '../unwrap.ts';

/** docs.aws.amazon.com/firehose/latest/dev/data-transformation.html, -status-model.html; partition values must not be empty. */
const answerSchema = z.compile(
    z.object({
        records: z.array(
            z.object({
                recordId: z.string(),
                result: z.enum(['Ok', 'Dropped', 'ProcessingFailed']),
                data: z.string(),
                metadata: z.object({ partitionKeys: z.record(z.string(), z.string().min(1)) }).optional(),
            }),
        ),
    }),
    { strict: true },
);

export type CheckedAnswer = z.infer<typeof answerSchema>['records'][number];

/** The limit of Lambda's synchronous reply. */
const MAX_REPLY_BYTES = 6_291_556;

const broken = (rule: string): Error => new Error(`The transform broke the contract of Firehose: ${rule}. This is a bug: please report it.`);

/**
 * The records of an answer, one for each arrival, in the order of the arrivals.
 *
 * @throws Error that names the rule which the answer breaks
 */
export const checkAnswer = (answer: unknown, arrivals: readonly Arrival[]): readonly CheckedAnswer[] => {
    const { success, data, error } = answerSchema.safeParse(answer);
    if (!success) throw broken(z.prettifyError(error));
    const { records } = data;
    if (records.length !== arrivals.length) throw broken(`${arrivals.length} arrivals have ${records.length} answers`);
    const wrong = records.findIndex(({ recordId }, index) => recordId !== arrivals[index]?.recordId);
    if (wrong >= 0) throw broken(`answer ${wrong} is not that of arrival ${wrong}`);
    if (records.some(({ result, metadata }) => result === 'Ok' && metadata === undefined)) throw broken('a kept record has no partition keys');
    const bytes = records.reduce((sum, { data: held, recordId }) => sum + held.length + recordId.length, 0);
    if (bytes > MAX_REPLY_BYTES) throw broken(`the reply has ${bytes} bytes`);
    return records;
};
