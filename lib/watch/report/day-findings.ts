/** The findings that were given on a day, as the NDJSON that lies beside the answers: a line each, by its id. */
import * as z from 'zod';
import { printableJson } from '../../terminal/printable-json.ts';
import type { Finding } from './finding.ts';
import { messageText } from './message-text.ts';

export type DayFindings = {
    /** A finding that is there already is replaced. */
    readonly add: (finding: Finding) => void;
    readonly text: () => string;
    /** The messages, in the order in which they were given. */
    readonly messages: () => readonly string[];
};

const line = z.looseObject({ finding_id: z.string(), message: z.string() });

type Line = z.infer<typeof line>;

/** What is none of our lines is left out. */
const lineOf = (text: string): readonly Line[] => {
    try {
        const found = line.safeParse(JSON.parse(text));
        return found.success ? [found.data] : [];
    } catch {
        return [];
    }
};

/** The findings of a text that `text` made; of '' where there are none yet. */
export const dayFindings = (written: string): DayFindings => {
    const lines = new Map<string, Line>();
    for (const each of written.split('\n').flatMap(lineOf)) lines.set(each.finding_id, each);
    return {
        add: (finding) => {
            lines.delete(finding.finding_id);
            lines.set(finding.finding_id, { ...finding, message: messageText(finding) });
        },
        text: () => [...lines.values()].map((each) => `${printableJson(each)}\n`).join(''),
        messages: () => [...lines.values()].map(({ message }) => message),
    };
};
