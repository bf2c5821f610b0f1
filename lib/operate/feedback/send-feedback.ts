/** Sends feedback on risk decisions to Cognito, and writes the accepted feedback to the lake. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { RateLimiter } from '../../aws/rate-limiter.ts';
import { toUserPoolError, classifyCallError, userPoolClient } from '../../aws/user-pool-client.ts';
import { toError } from '../../basics/thrown.ts';
import { openRewriteSession } from '../../lake/write/open-rewrite-session.ts';
import { readTombstones, type Tombstones } from '../../lake/erasures/tombstones.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { feedbackRow } from './feedback-row.ts';
import { findEvents, type LakeEvent } from './find-events.ts';
import type { FeedbackEntry, FeedbackValue } from './read-feedback-file.ts';

export type FeedbackOptions = {
    readonly lake: string;
    readonly pool: string | null;
    readonly entries: readonly FeedbackEntry[];
    readonly maxRate: number;
};

export type FeedbackContext = {
    readonly nowMs: number;
    /** Called before the first call to Cognito. False ends the run. */
    readonly confirm: (matched: readonly MatchedFeedback[], unmatched: readonly UnsentFeedback[]) => Promise<boolean>;
    readonly signal: AbortSignal;
};

/** Feedback and its event in the lake. */
export type MatchedFeedback = { readonly event: LakeEvent; readonly value: FeedbackValue };
/** Feedback that was not sent, and the reason. */
export type UnsentFeedback = { readonly event_id: string; readonly why: string };

export type FeedbackSummary = { sent: number; readonly not_sent: UnsentFeedback[]; isDeclined: boolean };

const matchFeedback = (
    { entries, pool }: FeedbackOptions,
    events: readonly LakeEvent[],
): { readonly matched: readonly MatchedFeedback[]; readonly unmatched: readonly UnsentFeedback[] } => {
    const [matched, unmatched]: [MatchedFeedback[], UnsentFeedback[]] = [[], []];
    for (const { eventId: id, value } of entries) {
        const found = events.filter(
            ({ eventId, userPoolId }) => eventId === id && (pool === null || userPoolId === pool),
        );
        const [event] = found;
        if (event === undefined) unmatched.push({ event_id: id, why: 'the lake has no such event' });
        else if (found.length > 1)
            unmatched.push({
                event_id: id,
                why: `the lake has ${found.length} events with this id: choose a pool with --pool`,
            });
        else if (event.userName === undefined && event.userSub === undefined)
            unmatched.push({ event_id: id, why: 'the event has no user' });
        else matched.push({ event, value });
    }
    return { matched, unmatched };
};

type FeedbackApi = {
    readonly clientOf: (pool: string) => Promise<CognitoIdentityProviderClient>;
    readonly pace: RateLimiter;
    readonly signal: AbortSignal;
};

/**
 * Sends one feedback. Returns null, or the name of an error that affects only this user.
 * The name of a failed attempt may be an alias that no longer exists: then it tries the sub.
 */
const sendEventFeedback = async (
    { event, value }: MatchedFeedback,
    { clientOf, pace, signal }: FeedbackApi,
): Promise<string | null> => {
    const { AdminUpdateAuthEventFeedbackCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const client = await clientOf(event.userPoolId);
    let why = '';
    for (const Username of [event.userName, event.userSub]) {
        if (Username === undefined) continue;
        try {
            await pace.call(
                async () =>
                    client.send(
                        new AdminUpdateAuthEventFeedbackCommand({
                            UserPoolId: event.userPoolId,
                            Username,
                            EventId: event.eventId,
                            FeedbackValue: value,
                        }),
                    ),
                signal,
            );
            return null;
        } catch (thrown) {
            const error = toError(thrown);
            if (classifyCallError(error) !== 'single_user') throw toUserPoolError(error, event.userPoolId);
            why = error.name;
            if (error.name !== 'UserNotFoundException') break;
        }
    }
    return why;
};

/** Writes the feedback that Cognito accepted, also if a later call failed. */
const writeFeedbackRows = async (
    { lake, tombstones }: { readonly lake: string; readonly tombstones: Tombstones },
    sent: readonly MatchedFeedback[],
    nowMs: number,
): Promise<void> => {
    if (sent.length === 0) return;
    const writer = await LakeWriter.open(lake, tombstones);
    try {
        for (const { event, value } of sent) {
            const { keys, data } = feedbackRow(event, value, nowMs);
            writer.write('user_activity', keys, data);
        }
        await writer.finish();
    } catch (error) {
        await writer.close();
        throw error;
    }
};

const sendAll = async (
    matched: readonly MatchedFeedback[],
    options: FeedbackOptions,
    { nowMs, signal }: FeedbackContext,
): Promise<readonly UnsentFeedback[]> => {
    const clients = new Map<string, CognitoIdentityProviderClient>();
    const clientOf = async (pool: string): Promise<CognitoIdentityProviderClient> => {
        const client = clients.get(pool) ?? (await userPoolClient(pool));
        clients.set(pool, client);
        return client;
    };
    // A damaged tombstone ends the run before the first feedback is sent.
    const tombstones = await readTombstones(options.lake);
    const api = { clientOf, pace: new RateLimiter(options.maxRate), signal };
    const [sent, unsent]: [MatchedFeedback[], UnsentFeedback[]] = [[], []];
    try {
        for (const feedback of matched) {
            const why = await sendEventFeedback(feedback, api);
            if (why === null) sent.push(feedback);
            else unsent.push({ event_id: feedback.event.eventId, why });
        }
    } finally {
        for (const client of clients.values()) client.destroy();
        await writeFeedbackRows({ lake: options.lake, tombstones }, sent, nowMs);
    }
    return unsent;
};

const lookUpEvents = async (options: FeedbackOptions): Promise<readonly LakeEvent[]> => {
    const { close, ...session } = await openRewriteSession(options.lake);
    return findEvents(
        session,
        options.entries.map(({ eventId }) => eventId),
    ).finally(close);
};

/**
 * Sends feedback for events of a lake. A second run sends the same feedback again, which changes nothing.
 *
 * @throws StoreError for an error that affects all events; feedback that Cognito accepted before is in the lake
 */
export const sendFeedback = async (options: FeedbackOptions, context: FeedbackContext): Promise<FeedbackSummary> => {
    const { matched, unmatched } = matchFeedback(options, await lookUpEvents(options));
    if (matched.length === 0 || !(await context.confirm(matched, unmatched)))
        return { sent: 0, not_sent: [...unmatched], isDeclined: matched.length > 0 };
    const unsent = await sendAll(matched, options, context);
    return { sent: matched.length - unsent.length, not_sent: [...unmatched, ...unsent], isDeclined: false };
};
