/** Fetches the events of one user from the API, newest first, back to a first day. */
import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';
import { classifyCallError } from '../../aws/user-pool-client.ts';
import { toError } from '../../basics/thrown.ts';
import { toExportEvent, type BackfillUser } from './to-export-event.ts';
import type { CheckpointEntry } from './checkpoint.ts';
import { subOf, type UserPoolApi, type ListedUser } from './list-users.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html */
const EVENTS_PER_PAGE = 60;

/** A name from a file may be an alias: AdminGetUser returns the user name and the sub. */
const resolveUser = async (
    { name, sub }: ListedUser,
    { client, pool, pace, signal }: UserPoolApi,
): Promise<BackfillUser> => {
    if (sub !== null) return { userPoolId: pool, userName: name, userSub: sub };
    const { AdminGetUserCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const { Username, UserAttributes } = await pace.call(
        async () => client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: name })),
        signal,
    );
    return { userPoolId: pool, userName: Username ?? name, userSub: subOf(UserAttributes) };
};

const isSince =
    (sinceMs: number) =>
    ({ CreationDate }: AuthEventType): boolean =>
        CreationDate === undefined || CreationDate.getTime() >= sinceMs;

const fetchEvents = async (
    user: BackfillUser,
    sinceMs: number,
    { client, pace, signal }: UserPoolApi,
): Promise<readonly AuthEventType[]> => {
    const { AdminListUserAuthEventsCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const events: AuthEventType[] = [];
    let token: string | undefined;
    do {
        const input = {
            UserPoolId: user.userPoolId,
            Username: user.userName,
            MaxResults: EVENTS_PER_PAGE,
            NextToken: token,
        };
        const { AuthEvents = [], NextToken } = await pace.call(
            async () => client.send(new AdminListUserAuthEventsCommand(input)),
            signal,
        );
        events.push(...AuthEvents.filter(isSince(sinceMs)));
        const isPast = AuthEvents.some((event) => !isSince(sinceMs)(event));
        token = isPast ? undefined : NextToken;
    } while (token);
    return events;
};

/**
 * Fetches one user. Returns its events since a time (epoch ms), or the name of an error that affects only this user.
 *
 * @throws the API's error if it affects other users too
 */
export const fetchUser = async (listed: ListedUser, sinceMs: number, api: UserPoolApi): Promise<CheckpointEntry> => {
    try {
        const user = await resolveUser(listed, api);
        return {
            user: listed.name,
            events: (await fetchEvents(user, sinceMs, api)).map((event) => toExportEvent(event, user)),
        };
    } catch (thrown) {
        const error = toError(thrown);
        if (classifyCallError(error) !== 'single_user') throw error;
        return { user: listed.name, failure: error.name };
    }
};
