/** Backfills a lake: lists the users, fetches the events of each that is not in the journal, and writes what the journal then holds. */
import { atOnce } from '../../store/at-once.ts';
import { Complaint } from '../../basics/complaint.ts';
import { Pace } from '../../aws/pace.ts';
import { poolError, userPoolClient } from '../../aws/user-pool-client.ts';
import { toError, errorMessage } from '../../basics/thrown.ts';
import { newBackfillSummary, type BackfillSummary } from './backfill-summary.ts';
import { fetchUser } from './fetch-user.ts';
import { Journal } from './journal.ts';
import { usersOfFile, usersOfPool, type Asking, type Listed } from './users.ts';
import { writeLake } from './write-lake.ts';

export type BackfillOrder = {
    readonly pool: string;
    readonly lake: string;
    /** A file of user names; all users of the pool when null. */
    readonly users: string | null;
    /** UTC day, included; all that the API has when null. */
    readonly since: string | null;
    readonly checkpoint: string;
    /** Calls a second, never more. */
    readonly maxRate: number;
};

/** How a run is watched. */
export type Watched = {
    readonly nowMs: number;
    readonly onTotal: (users: number) => void;
    readonly onUser: () => void;
    readonly signal: AbortSignal;
};

/** Calls take some 50 ms: so many are on their way at a time at the rates that the API allows. */
const USERS_AT_ONCE = 8;

const usersOf = async ({ users }: BackfillOrder, asking: Asking): Promise<readonly Listed[]> =>
    users === null ? usersOfPool(asking) : usersOfFile(users);

/** What the journal has already. */
const doneIn = async (journal: Journal, summary: BackfillSummary): Promise<ReadonlySet<string>> => {
    const done = new Set<string>();
    for await (const { user, failure } of journal.entries()) {
        done.add(user);
        if (failure !== undefined) summary.failures[failure] = (summary.failures[failure] ?? 0) + 1;
    }
    return done;
};

type Run = {
    readonly journal: Journal;
    readonly asking: Asking;
    readonly summary: BackfillSummary;
    readonly watched: Watched;
};

const note = (summary: BackfillSummary, user: string, failure: string | undefined): void => {
    if (failure === undefined) return;
    summary.failures[failure] = (summary.failures[failure] ?? 0) + 1;
    if (summary.failed_users.length < 10) summary.failed_users.push({ user, why: failure });
};

const fetchAll = async (order: BackfillOrder, { journal, asking, summary, watched }: Run): Promise<void> => {
    const users = await usersOf(order, asking);
    const done = await doneIn(journal, summary);
    const left = users.filter(({ name }) => !done.has(name));
    summary.users = { found: users.length, fetched_before: users.length - left.length, fetched: 0 };
    watched.onTotal(left.length);
    const sinceMs = order.since === null ? -Infinity : Date.parse(`${order.since}T00:00:00Z`);
    await atOnce(left, USERS_AT_ONCE, async (user) => {
        const entry = await fetchUser(user, sinceMs, asking);
        await journal.add(entry);
        summary.users.fetched += 1;
        note(summary, entry.user, entry.failure);
        watched.onUser();
    });
};

const stopped = ({ checkpoint }: BackfillOrder): Complaint =>
    new Complaint(
        `Stopped. What was fetched is in ${checkpoint}, and nothing of it in the lake yet: run the same command again, and it goes on there.`,
    );

/** What ends a run, in people's words, and that it can go on. */
const told = (error: unknown, order: BackfillOrder, { signal }: Watched): Complaint => {
    if (signal.aborted) return stopped(order);
    if (error instanceof Complaint) return error;
    return new Complaint(
        `${errorMessage(poolError(toError(error), order.pool))} What was fetched is kept: run the same command again, and it goes on there.`,
    );
};

/**
 * Backfills. Killed at any moment and run again, it asks for no user twice, and the lake has each event once.
 *
 * @throws Complaint for what stands in the way of all users; what is one user's alone is counted
 */
export const backfill = async (order: BackfillOrder, watched: Watched): Promise<BackfillSummary> => {
    const journal = await Journal.open(order.checkpoint, {
        backfill: 1,
        pool: order.pool,
        lake: order.lake,
        since: order.since,
        arrived_at: watched.nowMs,
    });
    const pace = new Pace(order.maxRate);
    const client = await userPoolClient(order.pool);
    const summary = newBackfillSummary();
    try {
        await fetchAll(order, {
            journal,
            asking: { client, pool: order.pool, pace, signal: watched.signal },
            summary,
            watched,
        });
        await journal.sync();
        summary.rows = await writeLake(journal, order.lake, watched.signal);
        await journal.remove();
    } catch (error) {
        await journal.close();
        throw told(error, order, watched);
    } finally {
        client.destroy();
    }
    return { ...summary, calls: pace.calls, too_many_requests: pace.tooMany };
};
