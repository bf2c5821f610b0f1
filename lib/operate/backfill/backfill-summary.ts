/** The summary of a backfill, as data and as text. */
import { printable } from '../../terminal/printable.ts';
import { formatCount, summaryLine } from '../../terminal/summary-lines.ts';

export type BackfillSummary = {
    users: { found: number; fetched_before: number; fetched: number };
    /** Users whose events cannot be fetched, by API error name: all runs of this backfill. */
    readonly failures: Record<string, number>;
    /** The first ten of this run. */
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

/** API error names in plain words. */
const ERROR_MEANINGS: ReadonlyMap<string, string> = new Map([
    ['UserNotFoundException', 'the user does not exist'],
    ['UserPoolAddOnNotEnabledException', 'threat protection is off in the user pool'],
    ['NotAuthorizedException', 'not authorised to read this user'],
    ['InvalidParameterException', 'not a valid user name'],
]);

const line = summaryLine(10);

const userCounts = ({ found, fetched_before }: BackfillSummary['users']): string =>
    formatCount(found) + (fetched_before > 0 ? `, ${formatCount(fetched_before)} of them fetched before` : '');

const errorMeaning = (why: string): string => ERROR_MEANINGS.get(why) ?? printable(why);

const failureLines = ({ failures, failed_users }: BackfillSummary): string =>
    [
        ...Object.entries(failures).map(([why, users]) =>
            line('', `${formatCount(users)} without events: ${errorMeaning(why)}`),
        ),
        ...failed_users.map(({ user, why }) => `    ${printable(user)}: ${errorMeaning(why)}\n`),
    ].join('');

/** The summary as lines of text. */
export const backfillText = (summary: BackfillSummary, pool: string, lake: string): string =>
    [
        `Backfilled ${printable(lake)} from ${printable(pool)}\n`,
        line('users', userCounts(summary.users)),
        failureLines(summary),
        line('rows', formatCount(summary.rows)),
        line('calls', `${formatCount(summary.calls)}, ${formatCount(summary.too_many_requests)} of them throttled`),
    ].join('');
