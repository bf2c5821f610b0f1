/** Makes the subject of a message, as the strictest of carriers takes it. */

/** ASCII, no line break, less than 100 characters, begun by no blank: docs.aws.amazon.com/sns/latest/api/API_Publish.html. */
export const MAX_SUBJECT_CHARACTERS = 99;

/** A mail program makes a link of an address: that of a record is made none. */
export const unlinked = (text: string): string => text.replaceAll('://', ':[//]');

/** Half of the room: what stands behind a long name is seen too. */
const MAX_PART_CHARACTERS = 48;

const ascii = (text: string): string =>
    unlinked(
        text
            .normalize('NFKC')
            .replace(/\s+/gu, ' ')
            .replace(/[^ -~]/gu, '?')
            .trim(),
    );

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 3)}...`);

/** The parts with commas between, `begin` before them. Letters beyond ASCII become `?`: the message has them. */
export const subject = (begin: string, parts: readonly string[]): string =>
    cut(
        `${begin}: ${parts
            .map((part) => cut(ascii(part), MAX_PART_CHARACTERS))
            .filter((part) => part !== '')
            .join(', ')}`,
        MAX_SUBJECT_CHARACTERS,
    );
