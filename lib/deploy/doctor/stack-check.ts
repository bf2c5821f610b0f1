/** A check of one part of the stack: passed, failed or unknown, with a message and a fix. */
import type { LookupResult } from '../account/look-up-resource.ts';

export type StackCheckState = 'passed' | 'failed' | 'unknown';

export type StackCheck = {
    readonly state: StackCheckState;
    readonly part: string;
    readonly name: string;
    readonly message: string;
    /** What to do; empty if the check passed. */
    readonly fix: string;
    /** Only before a deployment: it failed, but the deployment would succeed. */
    readonly isWarning?: true;
};

export type StackCheckSubject = { readonly part: string; readonly name: string };

/** A failed or unknown check of a resource that exists. */
export type StackProblem = Pick<StackCheck, 'message' | 'fix'> & { readonly state: 'failed' | 'unknown' };

export const toProblem = (message: string, fix: string): readonly StackProblem[] => [{ state: 'failed', message, fix }];

/** For a response that lacks a field: from an emulator, or from a service that has changed. */
export const toUnknown = (what: string): readonly StackProblem[] => [
    { state: 'unknown', message: `the response does not contain ${what}`, fix: 'Check it in the console.' },
];

const DOES_NOT_EXIST = 'does not exist';

/** How a lookup becomes checks: the message if it passed, the fix if nothing exists, the problems of what was found. */
export type StackCheckOptions<Value> = {
    readonly passedMessage: string | ((value: Value) => string);
    readonly fixIfMissing: string;
    readonly findProblems: (value: Value) => readonly StackProblem[];
};

const RETRY_FIX = 'Run doctor again. If this persists, check it in the console.';

/** The checks for a looked-up resource: one if it passed, is missing or unknown; else one for each problem. */
export const toStackChecks = <Value>(
    subject: StackCheckSubject,
    result: LookupResult<Value>,
    { passedMessage, fixIfMissing, findProblems }: StackCheckOptions<Value>,
): readonly StackCheck[] => {
    if (result.kind === 'unknown') {
        const { reason, deniedAction } = result;
        return [
            {
                ...subject,
                state: 'unknown',
                message: deniedAction === null ? reason : `${reason}: ${deniedAction}`,
                fix: deniedAction === null ? RETRY_FIX : `Allow ${deniedAction} to the caller of doctor.`,
            },
        ];
    }
    if (result.kind === 'missing') return [{ ...subject, state: 'failed', message: DOES_NOT_EXIST, fix: fixIfMissing }];
    const problems = findProblems(result.value);
    if (problems.length > 0) return problems.map((problem) => ({ ...subject, ...problem }));
    return [
        {
            ...subject,
            state: 'passed',
            message: typeof passedMessage === 'string' ? passedMessage : passedMessage(result.value),
            fix: '',
        },
    ];
};

/** Whether the resource of a check does not exist. */
export const isMissing = ({ state, message }: StackCheck): boolean => state === 'failed' && message === DOES_NOT_EXIST;
