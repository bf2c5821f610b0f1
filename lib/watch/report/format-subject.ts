/** Formats the subject of a message within the limits of SNS, the strictest channel. */

/**
 * ASCII without line breaks or a leading blank, fewer than 100 characters.
 * docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const MAX_SUBJECT_CHARACTERS = 99;

/** Breaks URLs that come from a record, so that a mail program does not turn them into links. */
export const disableLinks = (text: string): string => text.replaceAll('://', ':[//]');

/** Half of the subject, so that the parts after a long name are visible too. */
const MAX_PART_CHARACTERS = 48;

const toAscii = (text: string): string =>
    disableLinks(
        text
            .normalize('NFKC')
            .replace(/\s+/gu, ' ')
            .replace(/[^ -~]/gu, '?')
            .trim(),
    );

const truncate = (text: string, maxLength: number): string =>
    text.length <= maxLength ? text : `${text.slice(0, maxLength - 3)}...`;

/** Joins the parts with commas after `prefix`. Characters beyond ASCII become `?`; the message has them in full. */
export const formatSubject = (prefix: string, parts: readonly string[]): string =>
    truncate(
        `${prefix}: ${parts
            .map((part) => truncate(toAscii(part), MAX_PART_CHARACTERS))
            .filter((part) => part !== '')
            .join(', ')}`,
        MAX_SUBJECT_CHARACTERS,
    );
