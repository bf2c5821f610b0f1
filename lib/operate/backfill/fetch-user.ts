/** Fetches the events of one user, newest first, back to a day. */
import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';
import { troubleOf } from '../../aws/user-pool-client.ts';
import { toError } from '../../basics/thrown.ts';
import { apiEvent, type User } from './api-event.ts';
import type { Entry } from './journal.ts';
import { subOf, type Asking, type Listed } from './users.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html */
const EVENTS_A_PAGE = 60;

/** A name of a file may be an alias: the API tells the name and the sub that the pool knows. */
const userOf = async ({ name, sub }: Listed, { client, pool, pace, signal }: Asking): Promise<User> => {
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

const eventsOf = async (
    user: User,
    sinceMs: number,
    { client, pace, signal }: Asking,
): Promise<readonly AuthEventType[]> => {
    const { AdminListUserAuthEventsCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const events: AuthEventType[] = [];
    let token: string | undefined;
    do {
        const given = {
            UserPoolId: user.userPoolId,
            Username: user.userName,
            MaxResults: EVENTS_A_PAGE,
            NextToken: token,
        };
        const { AuthEvents = [], NextToken } = await pace.call(
            async () => client.send(new AdminListUserAuthEventsCommand(given)),
            signal,
        );
        events.push(...AuthEvents.filter(isSince(sinceMs)));
        const isPast = AuthEvents.some((event) => !isSince(sinceMs)(event));
        token = isPast ? undefined : NextToken;
    } while (token);
    return events;
};

/** What became of a user: its events, or the name of the error that is this user's alone. Throws what the other users would meet too. */
export const fetchUser = async (listed: Listed, sinceMs: number, asking: Asking): Promise<Entry> => {
    try {
        const user = await userOf(listed, asking);
        return {
            user: listed.name,
            events: (await eventsOf(user, sinceMs, asking)).map((event) => apiEvent(event, user)),
        };
    } catch (thrown) {
        const error = toError(thrown);
        if (troubleOf(error) !== 'of_user') throw error;
        return { user: listed.name, failure: error.name };
    }
};
