/** Classifies a delivery error by its text, from the tables in schemas/error-classes.ts. */
import {
    CHANNELS,
    ERROR_CLASSES,
    UNCLASSIFIED,
    UNKNOWN_CHANNEL,
    type ErrorClass,
} from '../../../schemas/error-classes.ts';

/** The patterns look for words near each other: the first part of a long text decides, in bounded time. */
const MAX_CHARACTERS = 1000;

const classIn = (details: string): ErrorClass | undefined => ERROR_CLASSES.find(({ pattern }) => pattern.test(details));

/** What the row says of an error: its class (`Unclassified` where no pattern matches) and its channel. */
export type Classified = { readonly errorClass: string; readonly channel: string };

/** The class and channel of an error's text; the words that name a channel go before the class's own. */
export const classifyError = (details: string | undefined): Classified => {
    const text = (details ?? '').slice(0, MAX_CHARACTERS);
    const found = classIn(text);
    const channel = CHANNELS.find(({ pattern }) => pattern.test(text))?.name ?? found?.channel ?? UNKNOWN_CHANNEL;
    return { errorClass: found?.name ?? UNCLASSIFIED, channel };
};
