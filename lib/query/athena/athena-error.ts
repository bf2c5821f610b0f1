/** Tells in people's words what Athena, or the way to it, refused. */
import { sdkTrouble, statusOf } from '../../aws/sdk-trouble.ts';
import { Complaint } from '../../basics/complaint.ts';
import { printable } from '../../terminal/printable.ts';

/** `denied` is of one action, `failed` of one query, `unknown` of one answer: the next one may go well. */
export type AthenaTrouble = 'denied' | 'silent' | 'refused' | 'failed' | 'unknown';

export class AthenaError extends Complaint {
    readonly kind: AthenaTrouble;

    constructor(kind: AthenaTrouble, message: string) {
        super(message);
        this.name = 'AthenaError';
        this.kind = kind;
    }
}

/** What was asked: the IAM action that it takes, and of whom. */
export type Asked = { readonly action: string; readonly workGroup: string; readonly database: string };

/** Athena's reasons are short; what a record holds can stand in one. */
const MAX_REASON = 600;

export const shortReason = (text: string): string =>
    printable(text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text);

const NOT_AUTHORIZED = /not authorized to perform:? ([a-z0-9-]+:\w+)|[Ii]nsufficient permissions.*?\b([a-z0-9-]+:\w+)/;
const analysts = ({ workGroup }: Pick<Asked, 'workGroup'>): string =>
    `Whoever asks needs it: the policy ${printable(workGroup)}-analyst of the stack has all that this takes.`;

const denied = (message: string, asked: Asked): AthenaError => {
    const [, action = asked.action] = NOT_AUTHORIZED.exec(message) ?? [];
    return new AthenaError('denied', `Athena: access is denied: ${action}. ${analysts(asked)}`);
};

type Wording = readonly [RegExp, (asked: Asked) => string];

/** What Athena tells only in words: docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html. */
const WORDINGS: readonly Wording[] = [
    [
        /WorkGroup .*(is )?not found/i,
        ({ workGroup }) =>
            `Athena has no workgroup ${printable(workGroup)} in this account and region. Name it with --workgroup: the stack’s is cognito-log-lake-STAGE; AWS_PROFILE and AWS_REGION say where it is looked for.`,
    ],
    [
        /WorkGroup .*is disabled/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} is disabled. Enable it, or name another with --workgroup.`,
    ],
    [
        /No output location/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} has no place for results. Name the stack’s with --workgroup, or set a place in it.`,
    ],
];

/** The AthenaError of what the SDK threw. */
export const athenaError = (error: Error, asked: Asked): AthenaError => {
    if (/AccessDenied/.test(error.name) || statusOf(error) === 403)
        return sdkTrouble(error) === undefined ? denied(error.message, asked) : toldBySdk(error);
    const wording = WORDINGS.find(([pattern]) => pattern.test(error.message));
    return wording === undefined ? toldBySdk(error) : new AthenaError('refused', wording[1](asked));
};

const toldBySdk = (error: Error): AthenaError => {
    const trouble = sdkTrouble(error);
    if (trouble !== undefined) return new AthenaError(trouble.kind, `Athena: ${trouble.why}. ${trouble.next}`);
    return new AthenaError(
        statusOf(error) >= 500 ? 'silent' : 'refused',
        `Athena: ${printable(error.name)}: ${shortReason(error.message)}`,
    );
};

/** Why a query did not succeed, by Athena's reason, and what to do. */
const ADVICE: readonly Wording[] = [
    [
        /scan(ned)? limit/i,
        ({ workGroup }) =>
            `The workgroup ${printable(workGroup)} stops a query there: ask for fewer days or one pool (--first-day, --last-day, --user-pool-id).`,
    ],
    [NOT_AUTHORIZED, analysts],
    [/access denied/i, analysts],
    [
        /_NOT_FOUND|does not exist/,
        ({ database }) => `Is ${printable(database)} the database of the lake? Name it with --database.`,
    ],
];

/** The AthenaError of a query that failed, or that was cancelled by others. */
export const queryError = (state: string, reason: string, asked: Asked): AthenaError => {
    const advice = ADVICE.find(([pattern]) => pattern.test(reason))?.[1](asked);
    const told = reason === '' ? 'Athena gives no reason.' : `Athena’s reason: ${shortReason(reason)}`;
    return new AthenaError(
        'failed',
        `The query ${state === 'CANCELLED' ? 'was cancelled' : 'failed'}. ${told}${advice === undefined ? '' : `\n${advice}`}`,
    );
};
