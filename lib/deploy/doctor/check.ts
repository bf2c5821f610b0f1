/** A check of a part of the stack: fine, wrong or unknown, with what was found and what to do. */
import type { Answer } from '../account/answer.ts';

export type CheckState = 'fine' | 'wrong' | 'unknown';

export type Check = {
    readonly state: CheckState;
    readonly part: string;
    readonly name: string;
    readonly found: string;
    /** What to do; empty where nothing is to be done. */
    readonly fix: string;
};

export type Subject = { readonly part: string; readonly name: string };

/** What is not as it should be, or not told. */
export type Finding = Pick<Check, 'found' | 'fix'> & { readonly state: 'wrong' | 'unknown' };

export const wrong = (found: string, fix: string): readonly Finding[] => [{ state: 'wrong', found, fix }];

/** An answer without a field: an emulator's, or one of a service that has changed. */
export const untold = (what: string): readonly Finding[] => [
    { state: 'unknown', found: `the answer does not tell ${what}`, fix: 'Look at it in the console.' },
];

export const NOT_THERE = 'is not there';

/** How an answer is judged: what is said when all is well, what to do when nothing is there, what is wrong with what is. */
export type Judgement<Value> = {
    readonly fine: string | ((value: Value) => string);
    readonly gone: string;
    readonly findings: (value: Value) => readonly Finding[];
};

const AGAIN = 'Run doctor again; if it stays so, look at it in the console.';

/** The checks of a subject that an answer comes to: one where all is well, else one for each finding. */
export const judged = <Value>(
    subject: Subject,
    answer: Answer<Value>,
    { fine, gone, findings }: Judgement<Value>,
): readonly Check[] => {
    if (answer.kind === 'unknown') {
        const { why, action } = answer;
        return [
            {
                ...subject,
                state: 'unknown',
                found: action === null ? why : `${why}: ${action}`,
                fix: action === null ? AGAIN : `Allow ${action} to who runs doctor.`,
            },
        ];
    }
    if (answer.kind === 'gone') return [{ ...subject, state: 'wrong', found: NOT_THERE, fix: gone }];
    const found = findings(answer.value);
    if (found.length > 0) return found.map((finding) => ({ ...subject, ...finding }));
    return [{ ...subject, state: 'fine', found: typeof fine === 'string' ? fine : fine(answer.value), fix: '' }];
};

/** Whether the answer was that there is no such thing. */
export const isGone = ({ state, found }: Check): boolean => state === 'wrong' && found === NOT_THERE;
