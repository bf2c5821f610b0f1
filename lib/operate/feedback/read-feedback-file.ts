/** Reads a file of feedback: lines of event_id,valid or event_id,invalid. */
import { readFileSync } from 'node:fs';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

export type FeedbackValue = 'Valid' | 'Invalid';
/** The feedback for one event. */
export type FeedbackEntry = { readonly eventId: string; readonly value: FeedbackValue };

const VALUES: ReadonlyMap<string, FeedbackValue> = new Map([
    ['valid', 'Valid'],
    ['invalid', 'Invalid'],
]);
const HEADER = 'event_id,value';

const parseFeedbackLine = (line: string, position: string): FeedbackEntry => {
    const comma = line.lastIndexOf(',');
    const [event, value] = [
        line.slice(0, comma).trim(),
        VALUES.get(
            line
                .slice(comma + 1)
                .trim()
                .toLowerCase(),
        ),
    ];
    if (comma > 0 && event !== '' && value !== undefined) return { eventId: event, value };
    throw new UserError(
        `Cannot parse ${position}: "${printable(line)}". Each line is an event_id, a comma, and valid or invalid.`,
    );
};

/** Reads the file; a header line is optional. If an event is listed twice, the last line counts. */
export const readFeedbackFile = (path: string): readonly FeedbackEntry[] => {
    let text = '';
    try {
        text = readFileSync(path, 'utf8');
    } catch (error) {
        throw new UserError(
            `Cannot read ${printable(path)}: ${printable(errorMessage(error))}. ` +
                '--from takes a file with lines such as 5b0c7c1e-0000-4000-8000-000000000001,invalid',
        );
    }
    const lines = text
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/)
        .map((line, index) => ({ line: line.trim(), position: `${printable(path)}:${index + 1}` }));
    const entries = lines
        .filter(({ line }) => line !== '' && line !== HEADER)
        .map(({ line, position }) => parseFeedbackLine(line, position));
    if (entries.length === 0)
        throw new UserError(
            `${printable(path)} has no feedback. Each line is an event_id, a comma, and valid or invalid.`,
        );
    return [...new Map(entries.map((entry) => [entry.eventId, entry])).values()];
};
