/** The envelope in which CloudWatch Logs hands log events to a subscription. */
import * as z from 'zod';
import { objectAt, text } from './field.ts';
import { jsonText } from './json-text.ts';

const optionalText = z.preprocess(text, z.string().optional());

/** An entry without a message is handed on whole, so that it is refused by name and not lost. */
const logEvent = z.preprocess(
    (entry) => {
        const { id, timestamp, message } = objectAt(entry);
        return { id, timestamp, message: typeof message === 'string' ? message : jsonText(entry) };
    },
    z.object({
        id: optionalText,
        /** Epoch ms; a text has been seen. */
        timestamp: z.unknown(),
        message: z.string(),
    }),
);

/**
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html. A CONTROL_MESSAGE only tries whether the destination
 * can be reached: what stands in it is no event.
 */
export const envelope = z.compile(z.object({ messageType: optionalText, logEvents: z.array(logEvent) }), {
    strict: true,
});

export type Envelope = z.infer<typeof envelope>;

export const CONTROL_MESSAGE = 'CONTROL_MESSAGE';

/** Whether a JSON object claims to be an envelope. */
export const isEnvelope = (value: object): boolean => 'messageType' in value && 'logEvents' in value;
