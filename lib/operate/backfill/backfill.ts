/** Backfills a lake: lists users, fetches the events of each into a checkpoint, then writes them to the lake. */
import { runConcurrently } from '../../store/run-concurrently.ts';
import { UserError } from '../../basics/user-error.ts';
import { RateLimiter } from '../../aws/rate-limiter.ts';
import { toUserPoolError, userPoolClient } from '../../aws/user-pool-client.ts';
import { toError, errorMessage } from '../../basics/thrown.ts';
import { newBackfillSummary, type BackfillSummary } from './backfill-summary.ts';
import { fetchUser } from './fetch-user.ts';
import { Checkpoint } from './checkpoint.ts';
import { readUserFile, listPoolUsers, type UserPoolApi, type ListedUser } from './list-users.ts';
import { writeLake } from './write-lake.ts';

export type BackfillOptions = {
    readonly pool: string;
    readonly lake: string;
    /** A file of user names. Null: all users of the pool. */
    readonly users: string | null;
    /** First UTC day, inclusive. Null: everything the API has. */
    readonly since: string | null;
    readonly checkpoint: string;
    /** Maximum API calls per second. */
    readonly maxRate: number;
};

/** Clock, progress callbacks and stop signal of a run. */
export type BackfillContext = {
    readonly nowMs: number;
    readonly onTotal: (users: number) => void;
    readonly onUser: () => void;
    readonly signal: AbortSignal;
};

/** A call takes about 50 ms: this many are in flight at the rates that the API allows. */
const USERS_AT_ONCE = 8;

const listUsers = async ({ users }: BackfillOptions, api: UserPoolApi): Promise<readonly ListedUser[]> =>
    users === null ? listPoolUsers(api) : readUserFile(users);

/** Users that are in the checkpoint already; their failures go into the summary. */
const readFetchedUsers = async (checkpoint: Checkpoint, summary: BackfillSummary): Promise<ReadonlySet<string>> => {
    const done = new Set<string>();
    for await (const { user, failure } of checkpoint.entries()) {
        done.add(user);
        if (failure !== undefined) summary.failures[failure] = (summary.failures[failure] ?? 0) + 1;
    }
    return done;
};

type BackfillRun = {
    readonly checkpoint: Checkpoint;
    readonly api: UserPoolApi;
    readonly summary: BackfillSummary;
    readonly context: BackfillContext;
};

const countFailure = (summary: BackfillSummary, user: string, failure: string | undefined): void => {
    if (failure === undefined) return;
    summary.failures[failure] = (summary.failures[failure] ?? 0) + 1;
    if (summary.failed_users.length < 10) summary.failed_users.push({ user, why: failure });
};

const fetchUsers = async (
    options: BackfillOptions,
    { checkpoint, api, summary, context }: BackfillRun,
): Promise<void> => {
    const users = await listUsers(options, api);
    const done = await readFetchedUsers(checkpoint, summary);
    const remaining = users.filter(({ name }) => !done.has(name));
    summary.users = { found: users.length, fetched_before: users.length - remaining.length, fetched: 0 };
    context.onTotal(remaining.length);
    const sinceMs = options.since === null ? -Infinity : Date.parse(`${options.since}T00:00:00Z`);
    await runConcurrently(remaining, USERS_AT_ONCE, async (user) => {
        const entry = await fetchUser(user, sinceMs, api);
        await checkpoint.add(entry);
        summary.users.fetched += 1;
        countFailure(summary, entry.user, entry.failure);
        context.onUser();
    });
};

const stoppedError = ({ checkpoint }: BackfillOptions): UserError =>
    new UserError(
        `Stopped. Fetched events are in ${checkpoint}; the lake has none of them yet. ` +
            'Run the same command again to continue.',
    );

/** The error that ends a run, with how to continue. */
const toBackfillError = (error: unknown, options: BackfillOptions, { signal }: BackfillContext): UserError => {
    if (signal.aborted) return stoppedError(options);
    if (error instanceof UserError) return error;
    const message = errorMessage(toUserPoolError(toError(error), options.pool));
    return new UserError(`${message} Fetched events are kept: run the same command again to continue.`);
};

/**
 * Backfills a lake from a user pool. If a run is killed, the next one fetches only the remaining users, and the lake
 * has each event once.
 *
 * @throws UserError for an error that affects all users; errors of single users are counted
 */
export const backfill = async (options: BackfillOptions, context: BackfillContext): Promise<BackfillSummary> => {
    const checkpoint = await Checkpoint.open(options.checkpoint, {
        backfill: 1,
        pool: options.pool,
        lake: options.lake,
        since: options.since,
        arrived_at: context.nowMs,
    });
    const pace = new RateLimiter(options.maxRate);
    const client = await userPoolClient(options.pool);
    const summary = newBackfillSummary();
    try {
        await fetchUsers(options, {
            checkpoint,
            api: { client, pool: options.pool, pace, signal: context.signal },
            summary,
            context,
        });
        await checkpoint.sync();
        summary.rows = await writeLake(checkpoint, options.lake, context.signal);
        await checkpoint.remove();
    } catch (error) {
        await checkpoint.close();
        throw toBackfillError(error, options, context);
    } finally {
        client.destroy();
    }
    return { ...summary, calls: pace.calls, too_many_requests: pace.throttledCalls };
};
