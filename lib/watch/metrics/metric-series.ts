/** The CloudWatch metrics of user pools, with their dimensions and statistics. */
import { EVENT_TYPE_BY_WORD, wordFor } from '../../../schemas/vocabulary.ts';

/** docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html */
export const NAMESPACE = 'AWS/Cognito';

export const STATISTICS = ['SampleCount', 'Sum'] as const;
export type Statistic = (typeof STATISTICS)[number];

type MetricDefinition = {
    readonly eventType: string | null;
    readonly dimensions: readonly string[];
    readonly statistics: readonly Statistic[];
};

/** Only CloudWatch knows a pool's identity providers. */
const IDENTITY_PROVIDER = 'IdentityProvider';

/** A request counts 1 if it succeeded, 0 if it failed or was throttled: SampleCount is all, Sum the successes. */
const clientMetric = (eventType: string): MetricDefinition => ({
    eventType,
    dimensions: ['UserPool', 'UserPoolClient'],
    statistics: STATISTICS,
});
/** A throttled request counts 1: Sum is all of them. The export has none of them. */
const throttleMetric = (eventType: string): MetricDefinition => ({
    eventType,
    dimensions: ['UserPool', 'UserPoolClient'],
    statistics: ['Sum'],
});
const FEDERATION_THROTTLES: MetricDefinition = {
    eventType: 'Federation',
    dimensions: ['UserPool', 'UserPoolClient', IDENTITY_PROVIDER],
    statistics: ['Sum'],
};
/** docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-metrics.html */
const RISK_LEVEL_METRIC: MetricDefinition = {
    eventType: null,
    dimensions: ['Operation', 'UserPoolId', 'RiskLevel'],
    statistics: ['Sum'],
};
const OPERATION_METRIC: MetricDefinition = {
    eventType: null,
    dimensions: ['Operation', 'UserPoolId'],
    statistics: ['Sum'],
};

/** By name. A metric whose eventType is null takes it from its dimension Operation. */
export const METRICS = {
    SignInSuccesses: clientMetric('SignIn'),
    SignUpSuccesses: clientMetric('SignUp'),
    SignInThrottles: throttleMetric('SignIn'),
    SignUpThrottles: throttleMetric('SignUp'),
    TokenRefreshThrottles: throttleMetric('TokenRefresh'),
    FederationThrottles: FEDERATION_THROTTLES,
    Risk: OPERATION_METRIC,
    NoRisk: OPERATION_METRIC,
    AccountTakeoverRisk: RISK_LEVEL_METRIC,
    CompromisedCredentialRisk: RISK_LEVEL_METRIC,
    OverrideBlock: RISK_LEVEL_METRIC,
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRICS, name);

const METRIC_NAMES: readonly MetricName[] = Object.keys(METRICS).filter(isMetricName);

/** A metric with the values of its dimensions, by name. */
export type MetricSeries = { readonly metric: MetricName; readonly dimensions: ReadonlyMap<string, string> };

/** What a series is of, in the lake's words; '' where it has no such dimension. */
export type SeriesKey = {
    readonly metric: string;
    readonly userPoolId: string;
    readonly eventType: string;
    readonly clientId: string;
    readonly riskLevel: string;
};

export const seriesKeyOf = ({ metric, dimensions }: MetricSeries): SeriesKey => {
    const valueOf = (name: string): string => dimensions.get(name) ?? '';
    const operation = valueOf('Operation');
    return {
        metric,
        userPoolId: valueOf('UserPool') || valueOf('UserPoolId'),
        eventType: METRICS[metric].eventType ?? wordFor(EVENT_TYPE_BY_WORD, operation) ?? operation,
        clientId: valueOf('UserPoolClient'),
        riskLevel: valueOf('RiskLevel'),
    };
};

/** CloudWatch counts admin API calls under this client, whichever client the call names. */
const ADMIN_CLIENT = 'Admin';
const OPERATIONS = ['SignIn', 'SignUp', 'PasswordChange'] as const;
const RISK_LEVELS = ['low', 'medium', 'high'] as const;

const toMetricSeries = (metric: MetricName, dimensions: Readonly<Record<string, string>>): MetricSeries => ({
    metric,
    dimensions: new Map(Object.entries(dimensions)),
});

/**
 * The series that a pool with these clients may have.
 * CloudWatch does not list a metric without points for two weeks, so it must be requested by name. A series of an
 * identity provider is fetched only if it is listed.
 */
export const possibleSeries = (userPoolId: string, clientIds: readonly string[]): readonly MetricSeries[] =>
    METRIC_NAMES.flatMap((metric) => {
        const { dimensions } = METRICS[metric];
        if (dimensions.includes(IDENTITY_PROVIDER)) return [];
        if (dimensions.includes('UserPoolClient'))
            return [...clientIds, ADMIN_CLIENT].map((client) =>
                toMetricSeries(metric, { UserPool: userPoolId, UserPoolClient: client }),
            );
        if (dimensions.includes('RiskLevel'))
            return OPERATIONS.flatMap((operation) =>
                RISK_LEVELS.map((level) =>
                    toMetricSeries(metric, { Operation: operation, UserPoolId: userPoolId, RiskLevel: level }),
                ),
            );
        return OPERATIONS.map((operation) => toMetricSeries(metric, { Operation: operation, UserPoolId: userPoolId }));
    });
