/** Tells Cognito what people say of its decisions, and notes in the lake what it took. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { Pace } from '../../aws/pace.ts';
import { poolError, troubleOf, userPoolClient } from '../../aws/user-pool-client.ts';
import { toError } from '../../basics/thrown.ts';
import { openWorkbench } from '../../lake/write/open-workbench.ts';
import { LakeWriter } from '../../lake/write/lake-writer.ts';
import { feedbackRow } from './feedback-row.ts';
import { findEvents, type KnownEvent } from './find-events.ts';
import type { Said, Value } from './given-feedback.ts';

export type FeedbackOrder = {
    readonly lake: string;
    readonly pool: string | null;
    readonly said: readonly Said[];
    readonly maxRate: number;
};

export type Watched = {
    readonly nowMs: number;
    /** Asked before anything is told. */
    readonly isAgreed: (known: readonly Known[], unknown: readonly Untold[]) => Promise<boolean>;
    readonly signal: AbortSignal;
};

/** An event of the lake and what is said of it. */
export type Known = { readonly event: KnownEvent; readonly value: Value };
/** An event of which nothing was told, and why. */
export type Untold = { readonly event: string; readonly why: string };

export type FeedbackSummary = { told: number; readonly untold: Untold[]; isDeclined: boolean };

const sortOut = (
    { said, pool }: FeedbackOrder,
    events: readonly KnownEvent[],
): { readonly known: readonly Known[]; readonly unknown: readonly Untold[] } => {
    const [known, unknown]: [Known[], Untold[]] = [[], []];
    for (const { event: id, value } of said) {
        const found = events.filter(({ event, userPoolId }) => event === id && (pool === null || userPoolId === pool));
        const [event] = found;
        if (event === undefined) unknown.push({ event: id, why: 'the lake has no such event' });
        else if (found.length > 1)
            unknown.push({
                event: id,
                why: `the lake has it ${found.length} times: say with --pool which pool is meant`,
            });
        else if (event.userName === undefined && event.userSub === undefined)
            unknown.push({ event: id, why: 'the lake does not know whose it is' });
        else known.push({ event, value });
    }
    return { known, unknown };
};

type Telling = {
    readonly clientOf: (pool: string) => Promise<CognitoIdentityProviderClient>;
    readonly pace: Pace;
    readonly signal: AbortSignal;
};

/** The name of a failed attempt may be an alias that is gone: then the sub is tried. */
const tell = async ({ event, value }: Known, { clientOf, pace, signal }: Telling): Promise<string | null> => {
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
                            EventId: event.event,
                            FeedbackValue: value,
                        }),
                    ),
                signal,
            );
            return null;
        } catch (thrown) {
            const error = toError(thrown);
            if (troubleOf(error) !== 'of_user') throw poolError(error, event.userPoolId);
            why = error.name;
            if (error.name !== 'UserNotFoundException') break;
        }
    }
    return why;
};

/** What Cognito took is noted even when it refuses the next. */
const note = async (lake: string, told: readonly Known[], nowMs: number): Promise<void> => {
    if (told.length === 0) return;
    const writer = await LakeWriter.open(lake);
    try {
        for (const { event, value } of told) {
            const { keys, data } = feedbackRow(event, value, nowMs);
            writer.keep('user_activity', keys, data);
        }
        await writer.finish();
    } catch (error) {
        await writer.close();
        throw error;
    }
};

const tellAll = async (
    known: readonly Known[],
    order: FeedbackOrder,
    { nowMs, signal }: Watched,
): Promise<readonly Untold[]> => {
    const clients = new Map<string, CognitoIdentityProviderClient>();
    const clientOf = async (pool: string): Promise<CognitoIdentityProviderClient> => {
        const client = clients.get(pool) ?? (await userPoolClient(pool));
        clients.set(pool, client);
        return client;
    };
    const telling = { clientOf, pace: new Pace(order.maxRate), signal };
    const [told, untold]: [Known[], Untold[]] = [[], []];
    try {
        for (const one of known) {
            const why = await tell(one, telling);
            if (why === null) told.push(one);
            else untold.push({ event: one.event.event, why });
        }
    } finally {
        for (const client of clients.values()) client.destroy();
        await note(order.lake, told, nowMs);
    }
    return untold;
};

const lookUp = async (order: FeedbackOrder): Promise<readonly KnownEvent[]> => {
    const { close, ...bench } = await openWorkbench(order.lake);
    return findEvents(
        bench,
        order.said.map(({ event }) => event),
    ).finally(close);
};

/**
 * Gives feedback to events of a lake. Run again, it tells the same once more, which changes nothing.
 *
 * @throws StoreError for what stands in the way of all events; what Cognito took before that is noted
 */
export const feedback = async (order: FeedbackOrder, watched: Watched): Promise<FeedbackSummary> => {
    const { known, unknown } = sortOut(order, await lookUp(order));
    if (known.length === 0 || !(await watched.isAgreed(known, unknown)))
        return { told: 0, untold: [...unknown], isDeclined: known.length > 0 };
    const untold = await tellAll(known, order, watched);
    return { told: known.length - untold.length, untold: [...unknown, ...untold], isDeclined: false };
};
