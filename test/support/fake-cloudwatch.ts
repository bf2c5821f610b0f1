/** A fake CloudWatch server: speaks the API over HTTP and enforces its limits, pages, periods and errors. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { withServer } from '../s3/make-bucket.ts';

/** One request that Cognito counted. */
export type MetricSample = {
    readonly metric: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly atMs: number;
    readonly value: number;
};

/** The error name for a call, by its number and operation, or null. */
type CloudWatchCallHook = (call: number, operation: string) => string | null;

type CloudWatchCallBody = Record<string, unknown>;

export type FakeCloudWatch = {
    readonly url: string;
    readonly bySeries: ReadonlyMap<string, readonly MetricSample[]>;
    /** The calls in order: the operation, and its number of queries or its pool. */
    readonly calls: { readonly operation: string; readonly region: string; readonly what: number | string }[];
    onCall: CloudWatchCallHook;
    /** Page sizes of GetMetricData and of ListMetrics. */
    pointsPerPage: number;
    metricsPerPage: number;
    /** Replaces the reply to an operation. */
    overrideReply: (operation: string) => CloudWatchCallBody | undefined;
    /** Replaces the status of results, which is Complete or PartialData. */
    statusCode: string | null;
};

type MetricDataQuery = {
    readonly Id: string;
    readonly Label: string;
    readonly MetricStat: {
        readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly MetricDimension[] };
        readonly Period: number;
        readonly Stat: string;
    };
};
type MetricDimension = { readonly Name: string; readonly Value: string };

/** docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html, API_ListMetrics.html */
const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;
const MAX_METRICS = 500;
const RECENTLY_ACTIVE_MS = 14 * 86_400_000;
const ID = /^[a-z][a-zA-Z0-9_]*$/;
const STATUS: Readonly<Record<string, number>> = { InternalServiceFault: 500, AccessDenied: 403 };

class CloudWatchFault extends Error {
    constructor(name: string, message: string) {
        super(message);
        this.name = name;
    }
}

const rejectAsInvalid = (message: string): never => {
    throw new CloudWatchFault('ValidationException', message);
};

const keyOf = (metric: string, dimensions: readonly MetricDimension[]): string =>
    `${metric} ${dimensions
        .map(({ Name, Value }) => `${Name}=${Value}`)
        .toSorted()
        .join(' ')}`;
const toDimensions = (dimensions: MetricSample['dimensions']): readonly MetricDimension[] =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** Periods begin at the requested start time: they are days only from midnight. */
const pointsOf = (
    server: FakeCloudWatch,
    { MetricStat: { Metric, Period, Stat } }: MetricDataQuery,
    { startMs, endMs }: { startMs: number; endMs: number },
): readonly { atMs: number; value: number }[] => {
    const periods = new Map<number, number[]>();
    for (const { atMs, value } of server.bySeries.get(keyOf(Metric.MetricName, Metric.Dimensions)) ?? []) {
        if (atMs < startMs || atMs >= endMs) continue;
        const at = startMs + Math.floor((atMs - startMs) / (Period * 1000)) * Period * 1000;
        periods.set(at, [...(periods.get(at) ?? []), value]);
    }
    return [...periods]
        .toSorted(([a], [b]) => a - b)
        .map(([atMs, values]) => ({
            atMs,
            value: Stat === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : values.length,
        }));
};

const checkQueries = (queries: readonly MetricDataQuery[]): void => {
    if (queries.length === 0 || queries.length > MAX_QUERIES)
        rejectAsInvalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
    if (new Set(queries.map(({ Id }) => Id)).size !== queries.length || !queries.every(({ Id }) => ID.test(Id)))
        rejectAsInvalid('The value for parameter MetricDataQueries Id is not valid or not unique.');
    for (const {
        MetricStat: { Period, Stat, Metric },
    } of queries) {
        if (Period % 60 !== 0) rejectAsInvalid('Period must be a multiple of 60.');
        if (!['SampleCount', 'Sum'].includes(Stat))
            rejectAsInvalid(`The value ${Stat} for parameter Stat is not supported.`);
        if (Metric.Dimensions.some(({ Name, Value }) => Name === '' || Value === ''))
            rejectAsInvalid('Dimensions must not be empty.');
    }
};

const getMetricData = (server: FakeCloudWatch, body: CloudWatchCallBody): CloudWatchCallBody => {
    const queries = body['MetricDataQueries'] as readonly MetricDataQuery[];
    checkQueries(queries);
    const [startMs, endMs] = [Number(body['StartTime']) * 1000, Number(body['EndTime']) * 1000];
    if (!(startMs < endMs)) rejectAsInvalid('The parameter StartTime must be less than the parameter EndTime.');
    const token = body['NextToken'];
    const from = token === undefined ? 0 : Number(String(token).split(':')[1]);
    const all = queries.flatMap((query, index) =>
        pointsOf(server, query, { startMs, endMs }).map((point) => ({ index, point })),
    );
    const to = from + Math.min(MAX_POINTS, server.pointsPerPage);
    const page = all.slice(from, to);
    const hasMore = (index: number): boolean => all.slice(to).some((each) => each.index === index);
    const shown = queries
        .map((query, index) => ({
            query,
            index,
            points: page.filter((each) => each.index === index).map(({ point }) => point),
        }))
        .filter(({ index, points }) => points.length > 0 || from === 0 || hasMore(index));
    return {
        MetricDataResults: shown.map(({ query, index, points }) => ({
            Id: query.Id,
            Label: query.Label,
            Timestamps: points.map(({ atMs }) => atMs / 1000),
            Values: points.map(({ value }) => value),
            StatusCode: server.statusCode ?? (hasMore(index) ? 'PartialData' : 'Complete'),
        })),
        Messages: [],
        ...(to < all.length ? { NextToken: `points:${to}` } : {}),
    };
};

const listMetrics = (server: FakeCloudWatch, body: CloudWatchCallBody): CloudWatchCallBody => {
    const filters = body['Dimensions'] as readonly MetricDimension[];
    const isNamed = ({ dimensions }: MetricSample): boolean =>
        filters.every(({ Name, Value }) => dimensions[Name] === Value);
    const all = [...server.bySeries.values()]
        .flatMap((samples) =>
            samples.filter((sample) => isNamed(sample) && sample.atMs > Date.now() - RECENTLY_ACTIVE_MS).slice(0, 1),
        )
        .map(({ metric, dimensions }) => ({
            Namespace: 'AWS/Cognito',
            MetricName: metric,
            Dimensions: toDimensions(dimensions),
        }));
    const from = body['NextToken'] === undefined ? 0 : Number(String(body['NextToken']).split(':')[1]);
    const to = from + Math.min(MAX_METRICS, server.metricsPerPage);
    return { Metrics: all.slice(from, to), ...(to < all.length ? { NextToken: `metrics:${to}` } : {}) };
};

const readJsonBody = async (request: IncomingMessage): Promise<CloudWatchCallBody> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return JSON.parse(Buffer.concat(chunks).toString()) as CloudWatchCallBody;
};

const replyToOperation = (server: FakeCloudWatch, operation: string, body: CloudWatchCallBody): CloudWatchCallBody => {
    if (operation === 'GetMetricData') return getMetricData(server, body);
    if (operation === 'ListMetrics') return listMetrics(server, body);
    throw new CloudWatchFault('UnknownOperationException', operation);
};

const sendJson = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
};

const handleCall = async (
    server: FakeCloudWatch,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).replace('GraniteServiceVersion20100801.', '');
    const region =
        /Credential=[^/]+\/\d+\/([^/]+)\/monitoring\//.exec(String(request.headers.authorization))?.[1] ?? '';
    const body = await readJsonBody(request);
    const queries = body['MetricDataQueries'];
    server.calls.push({
        operation,
        region,
        what: Array.isArray(queries)
            ? queries.length
            : String((body['Dimensions'] as readonly MetricDimension[])[0]?.Value),
    });
    try {
        const fault = server.onCall(server.calls.length, operation);
        if (fault !== null) throw new CloudWatchFault(fault, 'injected error');
        sendJson(response, 200, server.overrideReply(operation) ?? replyToOperation(server, operation, body));
    } catch (error) {
        if (!(error instanceof CloudWatchFault)) throw error;
        sendJson(response, STATUS[error.name] ?? 400, {
            __type: `com.amazonaws.cloudwatch#${error.name}`,
            message: error.message,
        });
    }
};

/** Calls `act` while a CloudWatch server with these samples runs. */
export const withFakeCloudWatch = async <Result>(
    samples: readonly MetricSample[],
    act: (server: FakeCloudWatch) => Promise<Result>,
): Promise<Result> => {
    const bySeries = new Map<string, MetricSample[]>();
    for (const sample of samples) {
        const key = keyOf(sample.metric, toDimensions(sample.dimensions));
        bySeries.set(key, [...(bySeries.get(key) ?? []), sample]);
    }
    const server: FakeCloudWatch = {
        url: '',
        bySeries,
        calls: [],
        onCall: () => null,
        pointsPerPage: MAX_POINTS,
        metricsPerPage: MAX_METRICS,
        overrideReply: () => undefined,
        statusCode: null,
    };
    return withServer(
        (request, response) => void handleCall(server, request, response),
        async (url) => act(Object.assign(server, { url })),
    );
};

/** `count` requests of a client at a time, of which `succeeded` succeeded. */
export const makeRequestSamples = (
    metric: string,
    [userPoolId, clientId]: readonly [string, string],
    atMs: number,
    { count, succeeded = count }: { readonly count: number; readonly succeeded?: number },
): readonly MetricSample[] =>
    Array.from({ length: count }, (_, index) => ({
        metric,
        dimensions: { UserPool: userPoolId, UserPoolClient: clientId },
        atMs: atMs + index,
        value: index < succeeded ? 1 : 0,
    }));
