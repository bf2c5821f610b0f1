/** The findings sent on one day, as the NDJSON file beside the results: one line per finding id. */
import * as z from 'zod';
import { printableJson } from '../../terminal/printable-json.ts';
import type { Finding } from './finding.ts';
import { messageText } from './message-text.ts';

export type DayFindings = {
    /** Replaces a finding with the same id. */
    readonly add: (finding: Finding) => void;
    readonly text: () => string;
    /** The messages, in the order they were sent. */
    readonly messages: () => readonly string[];
};

const line = z.looseObject({ finding_id: z.string(), message: z.string() });

type FindingLine = z.infer<typeof line>;

/** Skips lines in any other format. */
const parseLine = (text: string): readonly FindingLine[] => {
    try {
        const { success, data } = line.safeParse(JSON.parse(text));
        return success ? [data] : [];
    } catch {
        return [];
    }
};

/** Reads findings from `written`, the output of an earlier `text()`, or '' for the first run of the day. */
export const dayFindings = (written: string): DayFindings => {
    const lines = new Map<string, FindingLine>();
    for (const each of written.split('\n').flatMap(parseLine)) lines.set(each.finding_id, each);
    return {
        add: (finding) => {
            lines.delete(finding.finding_id);
            lines.set(finding.finding_id, { ...finding, message: messageText(finding) });
        },
        text: () => [...lines.values()].map((each) => `${printableJson(each)}\n`).join(''),
        messages: () => [...lines.values()].map(({ message }) => message),
    };
};
