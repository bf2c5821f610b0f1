/** What is said of events: one on the command line, or a file of many. */
import { readFileSync } from 'node:fs';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

export type Value = 'Valid' | 'Invalid';
/** An event, by its event_id, and what is said of it. */
export type Said = { readonly event: string; readonly value: Value };

const VALUES: ReadonlyMap<string, Value> = new Map([
    ['valid', 'Valid'],
    ['invalid', 'Invalid'],
]);
const HEADER = 'event_id,value';

const saidOf = (line: string, where: string): Said => {
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
    if (comma > 0 && event !== '' && value !== undefined) return { event, value };
    throw new Complaint(
        `${where}: ${printable(line)} says nothing of an event. A line is an event_id, a comma, and valid or invalid.`,
    );
};

/** The lines of a file; a header line may stand above. Of an event that is there twice the last line counts. */
export const feedbackOfFile = (path: string): readonly Said[] => {
    let text = '';
    try {
        text = readFileSync(path, 'utf8');
    } catch (error) {
        throw new Complaint(
            `${printable(path)} can’t be read: ${printable(errorMessage(error))}. --from takes a file with lines such as 5b0c7c1e-0000-4000-8000-000000000001,invalid`,
        );
    }
    const lines = text
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/)
        .map((line, index) => ({ line: line.trim(), where: `${printable(path)}:${index + 1}` }));
    const said = lines
        .filter(({ line }) => line !== '' && line !== HEADER)
        .map(({ line, where }) => saidOf(line, where));
    if (said.length === 0)
        throw new Complaint(
            `${printable(path)} says nothing of any event. A line is an event_id, a comma, and valid or invalid.`,
        );
    return [...new Map(said.map((one) => [one.event, one])).values()];
};
