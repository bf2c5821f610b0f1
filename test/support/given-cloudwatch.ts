/** A small CloudWatch on this machine: it speaks the API's protocol over HTTP, and holds its rules of sizes, pages, periods and errors. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { withServer } from '../s3/given-bucket.ts';

/** One request that Cognito counted. */
export type Sample = {
    readonly metric: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly atMs: number;
    readonly value: number;
};

/** What becomes of a call, by its number and name: an error by its name, or nothing. */
export type OnCall = (call: number, operation: string) => string | null;

type Body = Record<string, unknown>;

export type GivenCloudWatch = {
    readonly url: string;
    readonly bySeries: ReadonlyMap<string, readonly Sample[]>;
    /** The calls that were answered, in order: an operation, and the queries of it or the pool. */
    readonly calls: { readonly operation: string; readonly region: string; readonly what: number | string }[];
    onCall: OnCall;
    /** Points of a page of GetMetricData, and metrics of one of ListMetrics. */
    pagePoints: number;
    pageMetrics: number;
    /** What it answers instead of what it counted. */
    answer: (operation: string) => Body | undefined;
    /** The status of results, when not Complete or PartialData. */
    status: string | null;
};

type Query = {
    readonly Id: string;
    readonly Label: string;
    readonly MetricStat: {
        readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly Pair[] };
        readonly Period: number;
        readonly Stat: string;
    };
};
type Pair = { readonly Name: string; readonly Value: string };

/** docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html, API_ListMetrics.html */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
const MOST_METRICS = 500;
const LISTED_MS = 14 * 86_400_000;
const ID = /^[a-z][a-zA-Z0-9_]*$/;
const STATUS: Readonly<Record<string, number>> = { InternalServiceFault: 500, AccessDenied: 403 };

class Refused extends Error {
    constructor(name: string, message: string) {
        super(message);
        this.name = name;
    }
}

const invalid = (message: string): never => {
    throw new Refused('ValidationException', message);
};

const keyOf = (metric: string, dimensions: readonly Pair[]): string =>
    `${metric} ${dimensions
        .map(({ Name, Value }) => `${Name}=${Value}`)
        .toSorted()
        .join(' ')}`;
const pairsOf = (dimensions: Sample['dimensions']): readonly Pair[] =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** Periods begin at the start that is asked for: only from midnight on are they days. */
const pointsOf = (
    server: GivenCloudWatch,
    { MetricStat: { Metric, Period, Stat } }: Query,
    { startMs, endMs }: { startMs: number; endMs: number },
): readonly { atMs: number; value: number }[] => {
    const periods = new Map<number, number[]>();
    for (const { atMs, value } of server.bySeries.get(keyOf(Metric.MetricName, Metric.Dimensions)) ?? []) {
        if (atMs < startMs || atMs >= endMs) continue;
        const at = startMs + Math.floor((atMs - startMs) / (Period * 1000)) * Period * 1000;
        periods.set(at, [...(periods.get(at) ?? []), value]);
    }
    return [...periods]
        .toSorted(([one], [other]) => one - other)
        .map(([atMs, values]) => ({
            atMs,
            value: Stat === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : values.length,
        }));
};

const checkQueries = (queries: readonly Query[]): void => {
    if (queries.length === 0 || queries.length > MOST_QUERIES)
        invalid(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`);
    if (new Set(queries.map(({ Id }) => Id)).size !== queries.length || !queries.every(({ Id }) => ID.test(Id)))
        invalid('The value for parameter MetricDataQueries Id is not valid or not unique.');
    for (const {
        MetricStat: { Period, Stat, Metric },
    } of queries) {
        if (Period % 60 !== 0) invalid('Period must be a multiple of 60.');
        if (!['SampleCount', 'Sum'].includes(Stat)) invalid(`The value ${Stat} for parameter Stat is not supported.`);
        if (Metric.Dimensions.some(({ Name, Value }) => Name === '' || Value === ''))
            invalid('Dimensions must not be empty.');
    }
};

const getMetricData = (server: GivenCloudWatch, body: Body): Body => {
    const queries = body['MetricDataQueries'] as readonly Query[];
    checkQueries(queries);
    const [startMs, endMs] = [Number(body['StartTime']) * 1000, Number(body['EndTime']) * 1000];
    if (!(startMs < endMs)) invalid('The parameter StartTime must be less than the parameter EndTime.');
    const token = body['NextToken'];
    const from = token === undefined ? 0 : Number(String(token).split(':')[1]);
    const all = queries.flatMap((query, index) =>
        pointsOf(server, query, { startMs, endMs }).map((point) => ({ index, point })),
    );
    const to = from + Math.min(MOST_POINTS, server.pagePoints);
    const page = all.slice(from, to);
    const isLeft = (index: number): boolean => all.slice(to).some((each) => each.index === index);
    const shown = queries
        .map((query, index) => ({
            query,
            index,
            points: page.filter((each) => each.index === index).map(({ point }) => point),
        }))
        .filter(({ index, points }) => points.length > 0 || from === 0 || isLeft(index));
    return {
        MetricDataResults: shown.map(({ query, index, points }) => ({
            Id: query.Id,
            Label: query.Label,
            Timestamps: points.map(({ atMs }) => atMs / 1000),
            Values: points.map(({ value }) => value),
            StatusCode: server.status ?? (isLeft(index) ? 'PartialData' : 'Complete'),
        })),
        Messages: [],
        ...(to < all.length ? { NextToken: `points:${to}` } : {}),
    };
};

const listMetrics = (server: GivenCloudWatch, body: Body): Body => {
    const filters = body['Dimensions'] as readonly Pair[];
    const isNamed = ({ dimensions }: Sample): boolean => filters.every(({ Name, Value }) => dimensions[Name] === Value);
    const all = [...server.bySeries.values()]
        .flatMap((samples) =>
            samples.filter((sample) => isNamed(sample) && sample.atMs > Date.now() - LISTED_MS).slice(0, 1),
        )
        .map(({ metric, dimensions }) => ({
            Namespace: 'AWS/Cognito',
            MetricName: metric,
            Dimensions: pairsOf(dimensions),
        }));
    const from = body['NextToken'] === undefined ? 0 : Number(String(body['NextToken']).split(':')[1]);
    const to = from + Math.min(MOST_METRICS, server.pageMetrics);
    return { Metrics: all.slice(from, to), ...(to < all.length ? { NextToken: `metrics:${to}` } : {}) };
};

const bodyOf = async (request: IncomingMessage): Promise<Body> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString()) as Body;
};

const answer = (server: GivenCloudWatch, operation: string, body: Body): Body => {
    if (operation === 'GetMetricData') return getMetricData(server, body);
    if (operation === 'ListMetrics') return listMetrics(server, body);
    throw new Refused('UnknownOperationException', operation);
};

const reply = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
};

const serve = async (server: GivenCloudWatch, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).replace('GraniteServiceVersion20100801.', '');
    const region =
        /Credential=[^/]+\/\d+\/([^/]+)\/monitoring\//.exec(String(request.headers.authorization))?.[1] ?? '';
    const body = await bodyOf(request);
    const queries = body['MetricDataQueries'];
    server.calls.push({
        operation,
        region,
        what: Array.isArray(queries) ? queries.length : String((body['Dimensions'] as readonly Pair[])[0]?.Value),
    });
    try {
        const fault = server.onCall(server.calls.length, operation);
        if (fault !== null) throw new Refused(fault, 'told to fail');
        reply(response, 200, server.answer(operation) ?? answer(server, operation, body));
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        reply(response, STATUS[error.name] ?? 400, {
            __type: `com.amazonaws.cloudwatch#${error.name}`,
            message: error.message,
        });
    }
};

/** Runs something beside a CloudWatch that has counted these samples. */
export const withCloudWatch = async <Answer>(
    samples: readonly Sample[],
    act: (server: GivenCloudWatch) => Promise<Answer>,
): Promise<Answer> => {
    const bySeries = new Map<string, Sample[]>();
    for (const sample of samples) {
        const key = keyOf(sample.metric, pairsOf(sample.dimensions));
        bySeries.set(key, [...(bySeries.get(key) ?? []), sample]);
    }
    const server: GivenCloudWatch = {
        url: '',
        bySeries,
        calls: [],
        onCall: () => null,
        pagePoints: MOST_POINTS,
        pageMetrics: MOST_METRICS,
        answer: () => undefined,
        status: null,
    };
    return withServer(
        (request, response) => void serve(server, request, response),
        async (url) => act(Object.assign(server, { url })),
    );
};

/** So many requests of a client at a moment, of which some succeeded. */
export const requests = (
    metric: string,
    [userPoolId, clientId]: readonly [string, string],
    atMs: number,
    { count, succeeded = count }: { readonly count: number; readonly succeeded?: number },
): readonly Sample[] =>
    Array.from({ length: count }, (_, index) => ({
        metric,
        dimensions: { UserPool: userPoolId, UserPoolClient: clientId },
        atMs: atMs + index,
        value: index < succeeded ? 1 : 0,
    }));
