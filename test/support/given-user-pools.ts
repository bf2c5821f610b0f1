/** A small server of user pools on this machine: it speaks the API's protocol, and holds its rules of paging, rates and errors. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html, API_AdminListUserAuthEvents.html */
const MOST_A_PAGE = 60;

export type ApiEvent = {
    readonly EventId: string;
    readonly EventType: string;
    readonly CreationDate: number;
    readonly [name: string]: unknown;
};
export type PoolUser = { readonly name: string; readonly sub: string; readonly events: readonly ApiEvent[] };

export type Faults = {
    /** Whether a call, by its number, is told that it is too much, or meets an error of the server. */
    readonly onCall?: (call: number) => 'too_many' | 'internal' | 'dropped' | null;
    /** What is said of a user instead of an answer. */
    readonly onUser?: (name: string) => string | null;
    /** Calls a second that are answered; the others are too many. */
    readonly rate?: number;
};

export type UserPools = {
    readonly url: string;
    /** Calls by operation, and of AdminListUserAuthEvents those by user that were answered with a first page. */
    readonly calls: Map<string, number>;
    readonly firstPages: Map<string, number>;
    readonly feedback: { readonly user: string; readonly event: string; readonly value: string }[];
    /** Called after each call. */
    onCall: (calls: number) => void;
};

const bodyOf = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
};

const reply = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

class Refused extends Error {
    readonly status: number;
    constructor(name: string, status = 400) {
        super(`told to ${name}`);
        this.name = name;
        this.status = status;
    }
}

/** Of a list, newest first, a page; a token is bound to what it was given for. */
const pageOf = <Item>(
    items: readonly Item[],
    limit: number,
    token: unknown,
    of: string,
): { readonly page: readonly Item[]; readonly next: string | undefined } => {
    if (token !== undefined && (typeof token !== 'string' || !token.startsWith(`${of}:`)))
        throw new Refused('InvalidParameterException');
    const from = token === undefined ? 0 : Number(token.slice(of.length + 1));
    const to = from + limit;
    return { page: items.slice(from, to), next: to < items.length ? `${of}:${to}` : undefined };
};

const limitOf = (value: unknown): number => {
    const limit = value === undefined || value === 0 ? MOST_A_PAGE : Number(value);
    if (!Number.isInteger(limit) || limit < 0 || limit > MOST_A_PAGE) throw new Refused('InvalidParameterException');
    return limit;
};

/** Runs something beside a server of one pool with these users. */
export const withUserPools = async <Answer>(
    pool: string,
    users: readonly PoolUser[],
    faults: Faults,
    act: (server: UserPools) => Promise<Answer>,
): Promise<Answer> => {
    const byName = new Map(
        users.flatMap((user) => [
            [user.name, user],
            [user.sub, user],
        ]),
    );
    const state: UserPools = {
        url: '',
        calls: new Map(),
        firstPages: new Map(),
        feedback: [],
        onCall: () => undefined,
    };
    const attributes = ({ sub }: PoolUser) => [{ Name: 'sub', Value: sub }];
    const found = (name: unknown): PoolUser => {
        const refusal = faults.onUser?.(String(name)) ?? null;
        if (refusal !== null) throw new Refused(refusal);
        const user = byName.get(String(name));
        if (user === undefined) throw new Refused('UserNotFoundException');
        return user;
    };
    const answers: Readonly<Record<string, (body: Record<string, unknown>) => object>> = {
        ListUsers: ({ Limit, PaginationToken }) => {
            const { page, next } = pageOf(users, limitOf(Limit), PaginationToken, 'users');
            return {
                Users: page.map((user) => ({ Username: user.name, Attributes: attributes(user) })),
                PaginationToken: next,
            };
        },
        AdminGetUser: ({ Username }) => {
            const user = found(Username);
            return { Username: user.name, UserAttributes: attributes(user) };
        },
        AdminListUserAuthEvents: ({ Username, MaxResults, NextToken }) => {
            const user = found(Username);
            const newestFirst = user.events.toSorted((one, other) => other.CreationDate - one.CreationDate);
            const { page, next } = pageOf(newestFirst, limitOf(MaxResults), NextToken, user.sub);
            if (NextToken === undefined) state.firstPages.set(user.name, (state.firstPages.get(user.name) ?? 0) + 1);
            return { AuthEvents: page, NextToken: next };
        },
        AdminUpdateAuthEventFeedback: ({ Username, EventId, FeedbackValue }) => {
            const user = found(Username);
            if (FeedbackValue !== 'Valid' && FeedbackValue !== 'Invalid')
                throw new Refused('InvalidParameterException');
            if (!user.events.some((event) => event.EventId === EventId)) throw new Refused('ResourceNotFoundException');
            state.feedback.push({ user: user.name, event: String(EventId), value: FeedbackValue });
            return {};
        },
    };
    let count = 0;
    let second = 0;
    let inSecond = 0;
    const isTooMany = (): boolean => {
        const now = Math.floor(performance.now() / 1000);
        if (now !== second) [second, inSecond] = [now, 0];
        inSecond += 1;
        return inSecond > (faults.rate ?? Infinity);
    };
    const answer = (operation: string, body: Record<string, unknown>): object => {
        const fault = isTooMany() ? 'too_many' : (faults.onCall?.(count) ?? null);
        if (fault === 'too_many') throw new Refused('TooManyRequestsException');
        if (fault === 'internal') throw new Refused('InternalErrorException', 500);
        if (fault === 'dropped') throw new Refused('dropped');
        if (body['UserPoolId'] !== pool) throw new Refused('ResourceNotFoundException');
        const made = answers[operation];
        if (made === undefined) throw new Refused('UnknownOperationException');
        return made(body);
    };
    const server = createServer((request, response) => {
        void (async () => {
            const body = await bodyOf(request);
            const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
            count += 1;
            // What is signed for another region asks there, where there is no such pool.
            const isHere = String(request.headers.authorization).includes(`/${pool.slice(0, pool.lastIndexOf('_'))}/`);
            state.calls.set(operation, (state.calls.get(operation) ?? 0) + 1);
            try {
                reply(response, 200, answer(operation, isHere ? body : {}));
            } catch (error) {
                const refused = error as Refused;
                if (refused.name === 'dropped') response.destroy();
                else reply(response, refused.status, { __type: refused.name, message: refused.message });
            }
            state.onCall(count);
        })();
    });
    await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    return act(Object.assign(state, { url })).finally(() => {
        server.closeAllConnections();
        server.close();
    });
};

export const awsEnvironment = (url: string): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
});

/** Numbers from 0 to 1 that are the same in each run. */
export const dice = (seed: number): (() => number) => {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
};

const START = Date.UTC(2026, 0, 1) / 1000;
const TYPES = ['SignIn', 'SignIn', 'SignIn', 'SignUp', 'ForgotPassword'] as const;

/** Users with some events each, all different. */
export const givenUsers = (count: number, eventsOf: (index: number) => number, seed = 1): readonly PoolUser[] => {
    const throwDice = dice(seed);
    return Array.from({ length: count }, (_, index) => ({
        name: `user-${index}`,
        sub: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        events: Array.from({ length: eventsOf(index) }, (__, at): ApiEvent => ({
            EventId: `event-${index}-${at}`,
            EventType: TYPES[Math.floor(throwDice() * TYPES.length)] ?? 'SignIn',
            CreationDate: START + Math.floor(throwDice() * 20 * 86_400) + 0.123,
            EventResponse: throwDice() < 0.7 ? 'Pass' : 'Fail',
            EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
            ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
            EventContextData: {
                IpAddress: `203.0.113.${index % 256}`,
                DeviceName: 'Chrome 126, Windows 10',
                Timezone: '+01:00',
                City: 'null',
                Country: 'France',
            },
        })),
    }));
};
