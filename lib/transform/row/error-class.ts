/** Classifies a delivery error by its text, with the patterns of schemas/error-classes.ts. */
import {
    CHANNELS,
    ERROR_CLASSES,
    UNCLASSIFIED,
    UNKNOWN_CHANNEL,
    type ErrorClass,
} from '../../../schemas/error-classes.ts';

/** The patterns match words near each other. Only the first part of a long text is read, to limit the time. */
const MAX_CHARACTERS = 1000;

const classIn = (details: string): ErrorClass | undefined => ERROR_CLASSES.find(({ pattern }) => pattern.test(details));

/** Class (`Unclassified` if no pattern matches) and channel of an error. */
export type Classified = { readonly errorClass: string; readonly channel: string };

/** The class and channel of an error text. Words that name a channel take precedence over the channel of the class. */
export const classifyError = (details: string | undefined): Classified => {
    const text = (details ?? '').slice(0, MAX_CHARACTERS);
    const errorClass = classIn(text);
    const channel = CHANNELS.find(({ pattern }) => pattern.test(text))?.name ?? errorClass?.channel ?? UNKNOWN_CHANNEL;
    return { errorClass: errorClass?.name ?? UNCLASSIFIED, channel };
};
