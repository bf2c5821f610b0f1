/** Sums up a backfill, and tells it to a person. */
import { printable } from '../../terminal/printable.ts';

export type BackfillSummary = {
    users: { found: number; fetched_before: number; fetched: number };
    /** Users without events for a reason, by the API's name of it; of this backfill, not only of this run. */
    readonly failures: Record<string, number>;
    /** The first of this run. */
    readonly failed_users: { readonly user: string; readonly why: string }[];
    rows: number;
    readonly calls: number;
    readonly too_many_requests: number;
};

export const newBackfillSummary = (): BackfillSummary => ({
    users: { found: 0, fetched_before: 0, fetched: 0 },
    failures: {},
    failed_users: [],
    rows: 0,
    calls: 0,
    too_many_requests: 0,
});

/** What the API's words mean. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
    ['UserNotFoundException', 'the user is gone'],
    ['UserPoolAddOnNotEnabledException', 'threat protection is not switched on in the pool'],
    ['NotAuthorizedException', 'the API does not let you ask for the user'],
    ['InvalidParameterException', 'no user can have such a name'],
]);

const count = (value: number): string => value.toLocaleString('en-US');
const line = (label: string, text: string): string => `  ${label.padEnd(10)} ${text}\n`;

const meaning = (why: string): string => MEANINGS.get(why) ?? printable(why);

const failureLines = ({ failures, failed_users }: BackfillSummary): string =>
    [
        ...Object.entries(failures).map(([why, users]) => line('', `${count(users)} without events: ${meaning(why)}`)),
        ...failed_users.map(({ user, why }) => `    ${printable(user)}: ${meaning(why)}\n`),
    ].join('');

/** The summary as lines of text. */
export const backfillText = (summary: BackfillSummary, pool: string, lake: string): string =>
    [
        `Backfilled ${printable(lake)} from ${printable(pool)}\n`,
        line(
            'users',
            `${count(summary.users.found)}${summary.users.fetched_before > 0 ? `, ${count(summary.users.fetched_before)} of them fetched before` : ''}`,
        ),
        failureLines(summary),
        line('rows', count(summary.rows)),
        line('calls', `${count(summary.calls)}, ${count(summary.too_many_requests)} of them too many for the API`),
    ].join('');
