/** Masks the variable parts of an error text, so that errors of one kind form one group. */

/** A pattern is a label for grouping; more characters do not make it clearer. Masks can make a text longer. */
const MAX_PATTERN_CHARACTERS = 500;
/** Limits the work on a hostile text: what identifies an error stands in its first sentence. */
const MAX_READ_CHARACTERS = 300;

/**
 * The order matters: a later mask must not match parts of an earlier match. Look-behinds start a match only where a run
 * of its characters begins, so that every run is tried once.
 */
const MASKS: readonly (readonly [pattern: RegExp, mask: string])[] = [
    [/(?<![\w-])arn:[\w-]+:[^\s,;"')\]]+/gi, '<arn>'],
    [/https?:\/\/[^\s,;"')\]]+/gi, '<url>'],
    [/(?<![^\s@<>"'(),;:])[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/g, '<email>'],
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
    [/(?<![\w-])[\w-]+-\d_[0-9a-zA-Z]{3,}\b/g, '<pool>'],
    [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>'],
    [/(?<![\w:])(?=[0-9a-f:]*(?:::|(?::[0-9a-f]{1,4}){4}))[0-9a-f:]{3,39}(?![\w:])/gi, '<ip>'],
    [/\+\d[\d ().-]{5,18}\d/g, '<phone>'],
    [/(?<![\w-])(?=[0-9a-z_-]*\d)[0-9a-z_-]{16,}(?![\w-])/gi, '<id>'],
    [/\d+(?:[.,:]\d+)*/g, '<n>'],
];

/**
 * The text with email addresses, phone numbers, ARNs, IDs, IP addresses and numbers masked; undefined stays undefined.
 */
export const detailsPattern = (details: string | undefined): string | undefined => {
    if (details === undefined) return undefined;
    const masked = MASKS.reduce(
        (text, [pattern, mask]) => text.replace(pattern, mask),
        details.slice(0, MAX_READ_CHARACTERS),
    );
    return masked.replace(/\s+/g, ' ').trim().slice(0, MAX_PATTERN_CHARACTERS);
};
