/** Turns errors of Athena and the AWS SDK into user errors with a hint. */
import { findSdkFailure, statusOf } from '../../aws/sdk-failure.ts';
import { UserError } from '../../basics/user-error.ts';
import { printable } from '../../terminal/printable.ts';

/** `denied` concerns one action, `failed` one query, `unknown` one response: the next one may succeed. */
export type AthenaErrorKind = 'denied' | 'unavailable' | 'rejected' | 'failed' | 'unknown';

export class AthenaError extends UserError {
    readonly kind: AthenaErrorKind;

    constructor(kind: AthenaErrorKind, message: string) {
        super(message);
        this.name = 'AthenaError';
        this.kind = kind;
    }
}

/** A call of Athena: its IAM action, and the workgroup and database it uses. */
export type AthenaCall = { readonly action: string; readonly workGroup: string; readonly database: string };

/** Athena's reasons are short, but one can quote a value of a record. */
const MAX_REASON = 600;

const shortReason = (text: string): string =>
    printable(text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text);

const NOT_AUTHORIZED = /not authorized to perform:? ([a-z0-9-]+:\w+)|[Ii]nsufficient permissions.*?\b([a-z0-9-]+:\w+)/;
const analystPolicyHint = ({ workGroup }: Pick<AthenaCall, 'workGroup'>): string =>
    `The stack’s policy ${printable(workGroup)}-analyst grants everything that this needs. Attach it to the caller.`;

const accessDenied = (message: string, call: AthenaCall): AthenaError => {
    const [, action = call.action] = NOT_AUTHORIZED.exec(message) ?? [];
    return new AthenaError('denied', `Athena: access is denied: ${action}. ${analystPolicyHint(call)}`);
};

type ErrorPattern = readonly [RegExp, (call: AthenaCall) => string];

/**
 * Errors that only their message identifies.
 * docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
const KNOWN_ERRORS: readonly ErrorPattern[] = [
    [
        /WorkGroup .*(is )?not found/i,
        ({ workGroup }) =>
            `Athena has no workgroup ${printable(workGroup)} in this account and region. ` +
            'Pass --workgroup (the stack’s is cognito-log-lake-STAGE), and check AWS_PROFILE and AWS_REGION.',
    ],
    [
        /WorkGroup .*is disabled/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} is disabled. Enable it, or pass another with --workgroup.`,
    ],
    [
        /No output location/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} has no output location. ` +
            'Set one, or pass the stack’s workgroup with --workgroup.',
    ],
];

/** Converts an error that the SDK threw. */
export const toAthenaError = (error: Error, call: AthenaCall): AthenaError => {
    if (/AccessDenied/.test(error.name) || statusOf(error) === 403)
        return findSdkFailure(error) === undefined ? accessDenied(error.message, call) : fromSdkError(error);
    const known = KNOWN_ERRORS.find(([pattern]) => pattern.test(error.message));
    return known === undefined ? fromSdkError(error) : new AthenaError('rejected', known[1](call));
};

const fromSdkError = (error: Error): AthenaError => {
    const failure = findSdkFailure(error);
    if (failure !== undefined) return new AthenaError(failure.kind, `Athena: ${failure.why}. ${failure.next}`);
    return new AthenaError(
        statusOf(error) >= 500 ? 'unavailable' : 'rejected',
        `Athena: ${printable(error.name)}: ${shortReason(error.message)}`,
    );
};

/** Hints for a failed query, by Athena's reason. */
const FAILURE_HINTS: readonly ErrorPattern[] = [
    [
        /scan(ned)? limit/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} limits how much a query scans. ` +
            'Query fewer days or one user pool (--first-day, --last-day, --user-pool-id).',
    ],
    [NOT_AUTHORIZED, analystPolicyHint],
    [/access denied/i, analystPolicyHint],
    [
        /_NOT_FOUND|does not exist/,
        ({ database }) =>
            `Check that ${printable(database)} is the database of the lake, or pass another with --database.`,
    ],
];

/** The error of a query that failed, or that another client cancelled. */
export const failedQueryError = (state: string, reason: string, call: AthenaCall): AthenaError => {
    const hint = FAILURE_HINTS.find(([pattern]) => pattern.test(reason))?.[1](call);
    const ending = state === 'CANCELLED' ? 'was cancelled' : 'failed';
    const because = reason === '' ? 'Athena gave no reason.' : `Athena’s reason: ${shortReason(reason)}`;
    return new AthenaError('failed', `The query ${ending}. ${because}${hint === undefined ? '' : `\n${hint}`}`);
};
