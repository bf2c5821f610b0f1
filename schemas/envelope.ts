/** The envelope of log events that CloudWatch Logs sends to a subscription. */
import * as z from 'zod';
import { objectAt, toText } from './field.ts';
import { jsonText } from './json-text.ts';

const optionalText = z.preprocess(toText, z.string().optional());

/** An entry without a message becomes the message itself, so that it is rejected with a reason and not lost. */
const logEvent = z.preprocess(
    (entry) => {
        const { id, timestamp, message } = objectAt(entry);
        return { id, timestamp, message: typeof message === 'string' ? message : jsonText(entry) };
    },
    z.object({
        id: optionalText,
        /** Epoch ms; some real envelopes have a string. */
        timestamp: z.unknown(),
        message: z.string(),
    }),
);

/**
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html. A CONTROL_MESSAGE only tests whether the
 * destination can be reached: it has no events.
 */
export const envelope = z.object({ messageType: optionalText, logEvents: z.array(logEvent) });

export type Envelope = z.infer<typeof envelope>;

export const CONTROL_MESSAGE = 'CONTROL_MESSAGE';

/** Whether a JSON object claims to be an envelope. One with an eventSource is an event, whatever else it has. */
export const isEnvelope = (value: object): boolean =>
    'messageType' in value && 'logEvents' in value && !('eventSource' in value);
