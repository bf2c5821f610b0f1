/** Tests of asking CloudWatch, over HTTP with the SDK's own client. */
import { describe, expect, test } from 'vitest';
import { awsEnvironment } from '../../../support/given-user-pools.ts';
import { dailyCounts } from '../../../../lib/watch/metrics/daily-counts.ts';
import { DAY_MS, dayAfter, dayOf, msOf } from '../../../../lib/watch/metrics/days.ts';
import { fetchMetrics, type AskedPool, type Watched } from '../../../../lib/watch/metrics/fetch-metrics.ts';
import { withEnvironment } from '../../../s3/given-bucket.ts';
import { requests, withCloudWatch, type GivenCloudWatch, type Sample } from '../../../support/given-cloudwatch.ts';

const POOL = 'us-west-2_EXAMPLE';
const NOW_MS = Date.now();
const TODAY = dayOf(NOW_MS);
const DAYS = { firstDay: dayAfter(TODAY, -3), lastDay: dayAfter(TODAY, -2) };
const NOON = msOf(DAYS.firstDay) + DAY_MS / 2;

const watched = (more: Partial<Watched> = {}): Watched => ({
    nowMs: NOW_MS,
    signal: new AbortController().signal,
    onAsked: () => undefined,
    ...more,
});

const asked = async (
    server: GivenCloudWatch,
    pools: readonly AskedPool[] = [{ userPoolId: POOL, clientIds: [] }],
    days = DAYS,
) => {
    const environment = { ...awsEnvironment(server.url), AWS_MAX_ATTEMPTS: '2' };
    return withEnvironment(environment, async () => dailyCounts(await fetchMetrics(pools, days, watched()), days));
};

const level = (metric: string, Operation: string, RiskLevel: string): Sample => ({
    metric,
    dimensions: { Operation, UserPoolId: POOL, RiskLevel },
    atMs: NOON,
    value: 1,
});

test('days are UTC days, from midnight to midnight, whatever moment a request came at', async () => {
    const samples = [
        msOf(DAYS.firstDay) - 1,
        msOf(DAYS.firstDay),
        msOf(DAYS.lastDay) - 1,
        msOf(DAYS.lastDay),
        msOf(dayAfter(DAYS.lastDay, 1)) - 1,
        msOf(dayAfter(DAYS.lastDay, 1)),
    ].flatMap((atMs) => requests('SignInSuccesses', [POOL, 'one'], atMs, { count: 1 }));

    const counts = await withCloudWatch(samples, asked);

    expect(counts.map(({ day, sampleCount, sum }) => [day, sampleCount, sum])).toEqual([
        [DAYS.firstDay, 2, 2],
        [DAYS.lastDay, 2, 2],
    ]);
});

test('SampleCount is all requests, Sum those that succeeded; a risk is counted by level, and not again under fewer dimensions', async () => {
    const samples = [
        ...requests('SignInSuccesses', [POOL, 'one'], NOON, { count: 5, succeeded: 3 }),
        ...requests('SignUpSuccesses', [POOL, 'Admin'], NOON, { count: 2 }),
        level('AccountTakeoverRisk', 'SignIn', 'High'),
        level('AccountTakeoverRisk', 'SignIn', 'low'),
        { metric: 'AccountTakeoverRisk', dimensions: { UserPoolId: POOL }, atMs: NOON, value: 1 },
        { metric: 'NoRisk', dimensions: { Operation: 'PasswordChange', UserPoolId: POOL }, atMs: NOON, value: 1 },
    ];

    const counts = await withCloudWatch(samples, asked);

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

test('a client that was silent for two weeks is not listed, and asked for by its name where the lake knows it', async () => {
    const days = { firstDay: dayAfter(TODAY, -31), lastDay: dayAfter(TODAY, -30) };
    const samples = requests('SignInSuccesses', [POOL, 'retired'], msOf(days.firstDay), { count: 4 });

    const [unknown, known] = await withCloudWatch(samples, async (server) => [
        await asked(server, [{ userPoolId: POOL, clientIds: [] }], days),
        await asked(server, [{ userPoolId: POOL, clientIds: ['retired'] }], days),
    ]);

    expect(unknown).toEqual([]);
    expect(known?.map(({ clientId, sum }) => [clientId, sum])).toEqual([
        ['retired', 4],
        ['retired', 0],
    ]);
});

test('many clients are asked for in calls of at most 500, and pages of answers come together', async () => {
    const clients = Array.from({ length: 300 }, (_, index) => `client${index}`);
    const samples = clients.flatMap((client, index) => [
        ...requests('SignInSuccesses', [POOL, client], NOON, { count: 1 + (index % 3) }),
        ...requests('SignInSuccesses', [POOL, client], NOON + DAY_MS, { count: 1 }),
    ]);

    await withCloudWatch(samples, async (server) => {
        Object.assign(server, { pagePoints: 70, pageMetrics: 9 });
        const counts = await asked(server);

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
        // Of each client one metric is listed, of Admin there may be two; a metric has two statistics; 33 series of threat protection.
        expect([...new Set(sizes)]).toEqual([500, 300 * 2 + 4 + 33 - 500]);
        expect(server.calls.filter(({ operation }) => operation === 'ListMetrics').length).toBe(34 + 1);
    });
});

test('dimensions that no client, operation or level could have are passed over; an odd name of a client is not', async () => {
    const samples = ['a,b', 'two words', '"quoted"', 'an-odd.name'].flatMap((client) =>
        requests('SignInSuccesses', [POOL, client], NOON, { count: 1 }),
    );

    const counts = await withCloudWatch(samples, asked);

    expect([...new Set(counts.map(({ clientId }) => clientId))]).toEqual(['an-odd.name']);
});

test('each pool is asked for in its own region', async () => {
    const pools = [
        { userPoolId: 'eu-central-1_A', clientIds: [] },
        { userPoolId: 'us-gov-west-1_B', clientIds: [] },
        { userPoolId: 'odd_C', clientIds: [] },
        { userPoolId: 'eu-central-1_D', clientIds: [] },
    ];

    const regions = await withCloudWatch([], async (server) => {
        await asked(server, pools);
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

describe('what goes wrong', () => {
    test('once is tried again', async () =>
        withCloudWatch(requests('SignInSuccesses', [POOL, 'one'], NOON, { count: 1 }), async (server) => {
            server.onCall = (call) =>
                [null, 'Throttling', null, 'InternalServiceFault', null, 'ThrottlingException'][call] ?? null;

            expect(await asked(server)).toHaveLength(2);
            expect(server.calls.length).toBe(6);
        }));

    test.each([
        [
            'AccessDenied',
            'CloudWatch in us-west-2: access is denied. It takes cloudwatch:ListMetrics and cloudwatch:GetMetricData: see the README’s table of permissions.',
        ],
        ['AccessDeniedException', 'CloudWatch in us-west-2: access is denied.'],
        ['Throttling', 'CloudWatch in us-west-2: the server asks to slow down. Run the command again later.'],
        ['UnrecognizedClientException', 'CloudWatch in us-west-2: the AWS credentials are not valid.'],
        ['ValidationException', 'CloudWatch in us-west-2: ValidationException: told to fail.'],
    ])('%s is told in people’s words', async (name, message) =>
        withCloudWatch([], async (server) => {
            server.onCall = () => name;

            await expect(asked(server)).rejects.toThrow(message);
        }),
    );

    test('and what was counted in part is no answer', async () =>
        withCloudWatch(requests('SignInSuccesses', [POOL, 'one'], NOON, { count: 1 }), async (server) => {
            server.status = 'InternalError';

            await expect(asked(server)).rejects.toThrow(
                'CloudWatch in us-west-2: it gave a part of what it counted (InternalError). Run the command again, or for fewer days.',
            );
        }));

    test('a server that is not there is named as one', async () => {
        const gone = await withCloudWatch([], async (server) => server);

        await expect(asked(gone)).rejects.toThrow('CloudWatch in us-west-2: no server answers there.');
    });
});

describe('answers that lack what they should have', () => {
    const fetched = async (server: GivenCloudWatch) =>
        withEnvironment({ ...awsEnvironment(server.url), AWS_MAX_ATTEMPTS: undefined }, async () =>
            fetchMetrics([{ userPoolId: POOL, clientIds: [] }], DAYS, watched()),
        );

    test('are of nothing counted', async () =>
        withCloudWatch([], async (server) => {
            server.answer = (operation) =>
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
            expect(await fetched(server)).toEqual([]);

            server.answer = (operation) =>
                operation === 'ListMetrics'
                    ? {}
                    : {
                          MetricDataResults: [
                              { Id: 'm0', StatusCode: 'Complete' },
                              { Id: 'm1', StatusCode: 'Complete', Timestamps: [NOON / 1000] },
                          ],
                      };
            expect(await fetched(server)).toEqual([
                { label: '', points: [] },
                { label: '', points: [{ atMs: NOON, value: 0 }] },
            ]);
        }));

    test('are refused without a status', async () =>
        withCloudWatch([], async (server) => {
            server.answer = () => ({ MetricDataResults: [{}] });

            await expect(fetched(server)).rejects.toThrow('it gave a part of what it counted (no status)');
        }));
});

test('days that CloudWatch has forgotten are refused before it is asked', async () => {
    const days = { firstDay: dayAfter(TODAY, -456), lastDay: TODAY };

    await withCloudWatch([], async (server) => {
        await expect(asked(server, undefined, days)).rejects.toThrow(
            `CloudWatch keeps daily counts for 455 days: there are none before ${dayAfter(TODAY, -455)}.`,
        );
        expect(server.calls).toEqual([]);
    });
});

test('who asks to stop is heard before the next call', async () => {
    const stop = new AbortController();

    await withCloudWatch([], async (server) => {
        server.onCall = (_, operation) => {
            if (operation === 'ListMetrics') stop.abort();
            return null;
        };
        const stopped = withEnvironment(awsEnvironment(server.url), async () =>
            fetchMetrics([{ userPoolId: POOL, clientIds: [] }], DAYS, watched({ signal: stop.signal })),
        );
        await expect(stopped).rejects.toThrow('Stopped.');
        expect(server.calls.map(({ operation }) => operation)).toEqual(['ListMetrics', 'ListMetrics']);
    });
});
