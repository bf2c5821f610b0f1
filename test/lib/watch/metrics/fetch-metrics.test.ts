/** Tests of fetching metrics from CloudWatch, over HTTP with the AWS SDK client. */
import { describe, expect, test } from 'vitest';
import { fakeUserPoolsEnvironment } from '../../../support/fake-user-pools.ts';
import { dailyCounts } from '../../../../lib/watch/metrics/daily-counts.ts';
import { DAY_MS, addDays, dayOf, startOfDayMs } from '../../../../lib/basics/days.ts';
import {
    fetchMetrics,
    type PoolClients,
    type FetchMetricsOptions,
} from '../../../../lib/watch/metrics/fetch-metrics.ts';
import { withEnvironment } from '../../../s3/make-bucket.ts';
import {
    makeRequestSamples,
    withFakeCloudWatch,
    type FakeCloudWatch,
    type MetricSample,
} from '../../../support/fake-cloudwatch.ts';

const POOL = 'us-west-2_EXAMPLE';
const NOW_MS = Date.now();
const TODAY = dayOf(NOW_MS);
const DAYS = { firstDay: addDays(TODAY, -3), lastDay: addDays(TODAY, -2) };
const NOON = startOfDayMs(DAYS.firstDay) + DAY_MS / 2;

const makeOptions = (more: Partial<FetchMetricsOptions> = {}): FetchMetricsOptions => ({
    nowMs: NOW_MS,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
});

const fetchCounts = async (
    server: FakeCloudWatch,
    pools: readonly PoolClients[] = [{ userPoolId: POOL, clientIds: [] }],
    days = DAYS,
) => {
    const environment = { ...fakeUserPoolsEnvironment(server.url), AWS_MAX_ATTEMPTS: '2' };
    return withEnvironment(environment, async () => dailyCounts(await fetchMetrics(pools, days, makeOptions()), days));
};

const level = (metric: string, Operation: string, RiskLevel: string): MetricSample => ({
    metric,
    dimensions: { Operation, UserPoolId: POOL, RiskLevel },
    atMs: NOON,
    value: 1,
});

test('days are UTC days, from midnight to midnight, whenever within the day a request came', async () => {
    const samples = [
        startOfDayMs(DAYS.firstDay) - 1,
        startOfDayMs(DAYS.firstDay),
        startOfDayMs(DAYS.lastDay) - 1,
        startOfDayMs(DAYS.lastDay),
        startOfDayMs(addDays(DAYS.lastDay, 1)) - 1,
        startOfDayMs(addDays(DAYS.lastDay, 1)),
    ].flatMap((atMs) => makeRequestSamples('SignInSuccesses', [POOL, 'one'], atMs, { count: 1 }));

    const counts = await withFakeCloudWatch(samples, fetchCounts);

    expect(counts.map(({ day, sampleCount, sum }) => [day, sampleCount, sum])).toEqual([
        [DAYS.firstDay, 2, 2],
        [DAYS.lastDay, 2, 2],
    ]);
});

test('SampleCount counts all requests and Sum the successes; a risk counts once, by level', async () => {
    const samples = [
        ...makeRequestSamples('SignInSuccesses', [POOL, 'one'], NOON, { count: 5, succeeded: 3 }),
        ...makeRequestSamples('SignUpSuccesses', [POOL, 'Admin'], NOON, { count: 2 }),
        level('AccountTakeoverRisk', 'SignIn', 'High'),
        level('AccountTakeoverRisk', 'SignIn', 'low'),
        { metric: 'AccountTakeoverRisk', dimensions: { UserPoolId: POOL }, atMs: NOON, value: 1 },
        { metric: 'NoRisk', dimensions: { Operation: 'PasswordChange', UserPoolId: POOL }, atMs: NOON, value: 1 },
    ];

    const counts = await withFakeCloudWatch(samples, fetchCounts);

    expect(
        counts
            .filter(({ day }) => day === DAYS.firstDay)
            .map(({ metric, eventType, clientId, riskLevel, sampleCount, sum }) =>
                [metric, eventType, clientId, riskLevel, sampleCount, sum].join(' '),
            )
            .toSorted(),
    ).toEqual(
        [
            ['SignInSuccesses', 'SignIn', 'one', '', 5, 3],
            ['SignUpSuccesses', 'SignUp', 'Admin', '', 2, 2],
            ['NoRisk', 'PasswordChange', '', '', null, 1],
            ['AccountTakeoverRisk', 'SignIn', '', 'low', null, 1],
            ['AccountTakeoverRisk', 'SignIn', '', 'High', null, 1],
        ]
            .map((each) => each.join(' '))
            .toSorted(),
    );
});

test('throttled requests are counted by client, and those of federation also over all identity providers', async () => {
    const throttle = (metric: string, dimensions: Readonly<Record<string, string>>): MetricSample => ({
        metric,
        dimensions: { UserPool: POOL, ...dimensions },
        atMs: NOON,
        value: 1,
    });
    const google = { UserPoolClient: 'one', IdentityProvider: 'Google' };
    const samples = [
        throttle('SignInThrottles', { UserPoolClient: 'one' }),
        throttle('SignInThrottles', { UserPoolClient: 'one' }),
        throttle('SignUpThrottles', { UserPoolClient: 'Admin' }),
        throttle('TokenRefreshThrottles', { UserPoolClient: 'two' }),
        throttle('FederationThrottles', google),
        throttle('FederationThrottles', google),
        throttle('FederationThrottles', { UserPoolClient: 'one', IdentityProvider: 'Okta' }),
    ];

    const counts = await withFakeCloudWatch(samples, fetchCounts);

    expect(
        counts
            .filter(({ day }) => day === DAYS.firstDay)
            .map(({ metric, eventType, clientId, sampleCount, sum }) => [metric, eventType, clientId, sampleCount, sum])
            .toSorted(),
    ).toEqual([
        ['FederationThrottles', 'Federation', 'one', null, 3],
        ['SignInThrottles', 'SignIn', 'one', null, 2],
        ['SignUpThrottles', 'SignUp', 'Admin', null, 1],
        ['TokenRefreshThrottles', 'TokenRefresh', 'two', null, 1],
    ]);
});

test('a client without points for two weeks is not listed, but is fetched if its id is passed', async () => {
    const days = { firstDay: addDays(TODAY, -31), lastDay: addDays(TODAY, -30) };
    const samples = makeRequestSamples('SignInSuccesses', [POOL, 'retired'], startOfDayMs(days.firstDay), { count: 4 });

    const [unknown, known] = await withFakeCloudWatch(samples, async (server) => [
        await fetchCounts(server, [{ userPoolId: POOL, clientIds: [] }], days),
        await fetchCounts(server, [{ userPoolId: POOL, clientIds: ['retired'] }], days),
    ]);

    expect(unknown).toEqual([]);
    expect(known?.map(({ clientId, sum }) => [clientId, sum])).toEqual([
        ['retired', 4],
        ['retired', 0],
    ]);
});

test('many clients are fetched in calls of at most 500 queries, and pages of results are merged', async () => {
    const clients = Array.from({ length: 300 }, (_, index) => `client${index}`);
    const samples = clients.flatMap((client, index) => [
        ...makeRequestSamples('SignInSuccesses', [POOL, client], NOON, { count: 1 + (index % 3) }),
        ...makeRequestSamples('SignInSuccesses', [POOL, client], NOON + DAY_MS, { count: 1 }),
    ]);

    await withFakeCloudWatch(samples, async (server) => {
        Object.assign(server, { pointsPerPage: 70, metricsPerPage: 9 });
        const counts = await fetchCounts(server);

        expect(counts).toHaveLength(600);
        expect(
            counts.filter(({ clientId }) => clientId === 'client5').map(({ sampleCount, sum }) => [sampleCount, sum]),
        ).toEqual([
            [3, 3],
            [1, 1],
        ]);
        const sizes = server.calls
            .filter(({ operation }) => operation === 'GetMetricData')
            .map(({ what }) => Number(what));
        // Each client has one listed metric, Admin may have two, with two statistics each; Admin may have three
        // metrics of throttles; threat protection has 33 series.
        expect([...new Set(sizes)]).toEqual([500, 300 * 2 + 4 + 3 + 33 - 500]);
        expect(server.calls.filter(({ operation }) => operation === 'ListMetrics').length).toBe(34 + 1);
    });
});

test('dimension values that break a label are skipped; an unusual client id is kept', async () => {
    const samples = ['a,b', 'two words', '"quoted"', 'an-odd.name'].flatMap((client) =>
        makeRequestSamples('SignInSuccesses', [POOL, client], NOON, { count: 1 }),
    );

    const counts = await withFakeCloudWatch(samples, fetchCounts);

    expect([...new Set(counts.map(({ clientId }) => clientId))]).toEqual(['an-odd.name']);
});

test('each pool is fetched from its own region', async () => {
    const pools = [
        { userPoolId: 'eu-central-1_A', clientIds: [] },
        { userPoolId: 'us-gov-west-1_B', clientIds: [] },
        { userPoolId: 'odd_C', clientIds: [] },
        { userPoolId: 'eu-central-1_D', clientIds: [] },
    ];

    const regions = await withFakeCloudWatch([], async (server) => {
        await fetchCounts(server, pools);
        return server.calls
            .filter(({ operation }) => operation === 'ListMetrics')
            .map(({ region, what }) => `${region} ${what}`);
    });

    expect([...new Set(regions)]).toEqual([
        'eu-central-1 eu-central-1_A',
        'eu-central-1 eu-central-1_D',
        'us-gov-west-1 us-gov-west-1_B',
        'us-west-2 odd_C',
    ]);
});

describe('a CloudWatch error', () => {
    test('is retried', async () =>
        withFakeCloudWatch(makeRequestSamples('SignInSuccesses', [POOL, 'one'], NOON, { count: 1 }), async (server) => {
            server.onCall = (call) =>
                [null, 'Throttling', null, 'InternalServiceFault', null, 'ThrottlingException'][call] ?? null;

            expect(await fetchCounts(server)).toHaveLength(2);
            expect(server.calls.length).toBe(6);
        }));

    test.each([
        [
            'AccessDenied',
            'CloudWatch in us-west-2: access is denied. Grant cloudwatch:ListMetrics and cloudwatch:GetMetricData: ' +
                'see docs/permissions.md.',
        ],
        ['AccessDeniedException', 'CloudWatch in us-west-2: access is denied.'],
        ['Throttling', 'CloudWatch in us-west-2: the service throttles requests. Run the command again later.'],
        ['UnrecognizedClientException', 'CloudWatch in us-west-2: the AWS credentials are not valid.'],
        ['ValidationException', 'CloudWatch in us-west-2: ValidationException: injected error.'],
    ])('%s has a readable message', async (name, message) =>
        withFakeCloudWatch([], async (server) => {
            server.onCall = () => name;

            await expect(fetchCounts(server)).rejects.toThrow(message);
        }),
    );

    test('with an incomplete result fails', async () =>
        withFakeCloudWatch(makeRequestSamples('SignInSuccesses', [POOL, 'one'], NOON, { count: 1 }), async (server) => {
            server.statusCode = 'InternalError';

            await expect(fetchCounts(server)).rejects.toThrow(
                'CloudWatch in us-west-2: the result is incomplete (InternalError). ' +
                    'Run the command again, or for fewer days.',
            );
        }));

    test('names a server that does not exist', async () => {
        const closed = await withFakeCloudWatch([], async (server) => server);

        await expect(fetchCounts(closed)).rejects.toThrow('CloudWatch in us-west-2: the connection was refused.');
    });
});

describe('a CloudWatch reply without required fields', () => {
    const fetchResults = async (server: FakeCloudWatch) =>
        withEnvironment({ ...fakeUserPoolsEnvironment(server.url), AWS_MAX_ATTEMPTS: undefined }, async () =>
            fetchMetrics([{ userPoolId: POOL, clientIds: [] }], DAYS, makeOptions()),
        );

    test('counts nothing', async () =>
        withFakeCloudWatch([], async (server) => {
            server.overrideReply = (operation) =>
                operation === 'ListMetrics'
                    ? {
                          Metrics: [
                              {},
                              { MetricName: 'Risk' },
                              { MetricName: 'Risk', Dimensions: [{}, {}] },
                              { MetricName: 'TokenRefreshSuccesses' },
                          ],
                      }
                    : {};
            expect(await fetchResults(server)).toEqual([]);

            server.overrideReply = (operation) =>
                operation === 'ListMetrics'
                    ? {}
                    : {
                          MetricDataResults: [
                              { Id: 'm0', StatusCode: 'Complete' },
                              { Id: 'm1', StatusCode: 'Complete', Timestamps: [NOON / 1000] },
                          ],
                      };
            expect(await fetchResults(server)).toEqual([
                { label: '', points: [] },
                { label: '', points: [{ atMs: NOON, value: 0 }] },
            ]);
        }));

    test('is an error without a status', async () =>
        withFakeCloudWatch([], async (server) => {
            server.overrideReply = () => ({ MetricDataResults: [{}] });

            await expect(fetchResults(server)).rejects.toThrow('the result is incomplete (no status)');
        }));
});

test('days beyond CloudWatch’s retention are rejected without a call', async () => {
    const days = { firstDay: addDays(TODAY, -456), lastDay: TODAY };

    await withFakeCloudWatch([], async (server) => {
        await expect(fetchCounts(server, undefined, days)).rejects.toThrow(
            `--first-day ${addDays(TODAY, -456)} is too early: CloudWatch keeps daily counts for 455 days. ` +
                `Use ${addDays(TODAY, -455)} or later.`,
        );
        expect(server.calls).toEqual([]);
    });
});

test('an abort signal stops before the next GetMetricData call', async () => {
    const stop = new AbortController();

    await withFakeCloudWatch([], async (server) => {
        server.onCall = (_, operation) => {
            if (operation === 'ListMetrics') stop.abort();
            return null;
        };
        const stopped = withEnvironment(fakeUserPoolsEnvironment(server.url), async () =>
            fetchMetrics([{ userPoolId: POOL, clientIds: [] }], DAYS, makeOptions({ signal: stop.signal })),
        );
        await expect(stopped).rejects.toThrow('Stopped.');
        expect(server.calls.map(({ operation }) => operation)).toEqual(['ListMetrics', 'ListMetrics']);
    });
});
