/** A fake user pool API on this machine, with the paging, rate limits and errors of the real one. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html,
 * API_AdminListUserAuthEvents.html
 */
const MAX_PAGE_SIZE = 60;

export type UserAuthEvent = {
    readonly EventId: string;
    readonly EventType: string;
    readonly CreationDate: number;
    readonly [name: string]: unknown;
};
export type PoolUser = { readonly name: string; readonly sub: string; readonly events: readonly UserAuthEvent[] };

export type UserPoolFaults = {
    /** A fault for a call, by its number from 1: throttling, a server error or a dropped connection. */
    readonly onCall?: (call: number) => 'too_many' | 'internal' | 'dropped' | null;
    /** The name of an error for every call about a user. */
    readonly onUser?: (name: string) => string | null;
    /** Further calls in the same second are throttled. */
    readonly maxCallsPerSecond?: number;
};

export type FakeUserPools = {
    readonly url: string;
    /** Calls by operation. */
    readonly callCounts: Map<string, number>;
    /** First pages of AdminListUserAuthEvents by user. */
    readonly firstPageCounts: Map<string, number>;
    readonly feedback: { readonly user: string; readonly event: string; readonly value: string }[];
    /** Called after each call. */
    onCall: (calls: number) => void;
};

const readJsonBody = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
};

const sendJson = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
};

class UserPoolFault extends Error {
    readonly status: number;
    constructor(name: string, status = 400) {
        super(`injected error: ${name}`);
        this.name = name;
        this.status = status;
    }
}

/** One page of a list. A token is valid only for the list `of` that it was made for. */
const takePage = <Item>(
    items: readonly Item[],
    limit: number,
    token: unknown,
    of: string,
): { readonly page: readonly Item[]; readonly next: string | undefined } => {
    if (token !== undefined && (typeof token !== 'string' || !token.startsWith(`${of}:`)))
        throw new UserPoolFault('InvalidParameterException');
    const from = token === undefined ? 0 : Number(token.slice(of.length + 1));
    const to = from + limit;
    return { page: items.slice(from, to), next: to < items.length ? `${of}:${to}` : undefined };
};

const parseLimit = (value: unknown): number => {
    const limit = value === undefined || value === 0 ? MAX_PAGE_SIZE : Number(value);
    if (!Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE_SIZE)
        throw new UserPoolFault('InvalidParameterException');
    return limit;
};

/** Runs `act` with a server of one pool with these users. */
export const withFakeUserPools = async <Result>(
    pool: string,
    users: readonly PoolUser[],
    faults: UserPoolFaults,
    act: (server: FakeUserPools) => Promise<Result>,
): Promise<Result> => {
    const byName = new Map(
        users.flatMap((user) => [
            [user.name, user],
            [user.sub, user],
        ]),
    );
    const state: FakeUserPools = {
        url: '',
        callCounts: new Map(),
        firstPageCounts: new Map(),
        feedback: [],
        onCall: () => undefined,
    };
    const attributes = ({ sub }: PoolUser) => [{ Name: 'sub', Value: sub }];
    const findUser = (name: unknown): PoolUser => {
        const error = faults.onUser?.(String(name)) ?? null;
        if (error !== null) throw new UserPoolFault(error);
        const user = byName.get(String(name));
        if (user === undefined) throw new UserPoolFault('UserNotFoundException');
        return user;
    };
    const operations: Readonly<Record<string, (body: Record<string, unknown>) => object>> = {
        ListUsers: ({ Limit, PaginationToken }) => {
            const { page, next } = takePage(users, parseLimit(Limit), PaginationToken, 'users');
            return {
                Users: page.map((user) => ({ Username: user.name, Attributes: attributes(user) })),
                PaginationToken: next,
            };
        },
        AdminGetUser: ({ Username }) => {
            const user = findUser(Username);
            return { Username: user.name, UserAttributes: attributes(user) };
        },
        AdminListUserAuthEvents: ({ Username, MaxResults, NextToken }) => {
            const user = findUser(Username);
            const newestFirst = user.events.toSorted((one, other) => other.CreationDate - one.CreationDate);
            const { page, next } = takePage(newestFirst, parseLimit(MaxResults), NextToken, user.sub);
            if (NextToken === undefined)
                state.firstPageCounts.set(user.name, (state.firstPageCounts.get(user.name) ?? 0) + 1);
            return { AuthEvents: page, NextToken: next };
        },
        AdminUpdateAuthEventFeedback: ({ Username, EventId, FeedbackValue }) => {
            const user = findUser(Username);
            if (FeedbackValue !== 'Valid' && FeedbackValue !== 'Invalid')
                throw new UserPoolFault('InvalidParameterException');
            if (!user.events.some((event) => event.EventId === EventId))
                throw new UserPoolFault('ResourceNotFoundException');
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
        return inSecond > (faults.maxCallsPerSecond ?? Infinity);
    };
    const respond = (operation: string, body: Record<string, unknown>): object => {
        const fault = isTooMany() ? 'too_many' : (faults.onCall?.(count) ?? null);
        if (fault === 'too_many') throw new UserPoolFault('TooManyRequestsException');
        if (fault === 'internal') throw new UserPoolFault('InternalErrorException', 500);
        if (fault === 'dropped') throw new UserPoolFault('dropped');
        if (body['UserPoolId'] !== pool) throw new UserPoolFault('ResourceNotFoundException');
        const handle = operations[operation];
        if (handle === undefined) throw new UserPoolFault('UnknownOperationException');
        return handle(body);
    };
    const server = createServer((request, response) => {
        void (async () => {
            const body = await readJsonBody(request);
            const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
            count += 1;
            // A request signed for another region goes there, and that region has no such pool.
            const isHere = String(request.headers.authorization).includes(`/${pool.slice(0, pool.lastIndexOf('_'))}/`);
            state.callCounts.set(operation, (state.callCounts.get(operation) ?? 0) + 1);
            try {
                sendJson(response, 200, respond(operation, isHere ? body : {}));
            } catch (error) {
                const fault = error as UserPoolFault;
                if (fault.name === 'dropped') response.destroy();
                else sendJson(response, fault.status, { __type: fault.name, message: fault.message });
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

export const fakeUserPoolsEnvironment = (url: string): Readonly<Record<string, string>> => ({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
});

/** Pseudo-random numbers from 0 to 1, the same for the same seed. */
export const seededRandom = (seed: number): (() => number) => {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
};

const FIRST_EVENT_SECONDS = Date.UTC(2026, 0, 1) / 1000;
const EVENT_TYPE_SAMPLES = ['SignIn', 'SignIn', 'SignIn', 'SignUp', 'ForgotPassword'] as const;

/** Users with `eventsOf(index)` distinct events each. */
export const makeUsers = (count: number, eventsOf: (index: number) => number, seed = 1): readonly PoolUser[] => {
    const throwDice = seededRandom(seed);
    return Array.from({ length: count }, (_, index) => ({
        name: `user-${index}`,
        sub: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        events: Array.from({ length: eventsOf(index) }, (__, at): UserAuthEvent => ({
            EventId: `event-${index}-${at}`,
            EventType: EVENT_TYPE_SAMPLES[Math.floor(throwDice() * EVENT_TYPE_SAMPLES.length)] ?? 'SignIn',
            CreationDate: FIRST_EVENT_SECONDS + Math.floor(throwDice() * 20 * 86_400) + 0.123,
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
