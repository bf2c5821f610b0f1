/** What CloudWatch counts of user pools: the metrics, their dimensions and statistics. */
import { EVENT_TYPE_BY_WORD, wordFor } from '../../../schemas/vocabulary.ts';

/** docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html */
export const NAMESPACE = 'AWS/Cognito';

export const STATISTICS = ['SampleCount', 'Sum'] as const;
export type Statistic = (typeof STATISTICS)[number];

type Metric = {
    readonly eventType: string | null;
    readonly dimensions: readonly string[];
    readonly statistics: readonly Statistic[];
};

/** 1 for a request that succeeded, 0 for one that failed or was throttled: SampleCount is all of them, Sum those that succeeded. */
const ofClient = (eventType: string): Metric => ({
    eventType,
    dimensions: ['UserPool', 'UserPoolClient'],
    statistics: STATISTICS,
});
/** docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-metrics.html */
const OF_LEVEL: Metric = { eventType: null, dimensions: ['Operation', 'UserPoolId', 'RiskLevel'], statistics: ['Sum'] };
const OF_OPERATION: Metric = { eventType: null, dimensions: ['Operation', 'UserPoolId'], statistics: ['Sum'] };

/** By its name; a metric without an event type of its own is of an operation. */
export const METRICS = {
    SignInSuccesses: ofClient('SignIn'),
    SignUpSuccesses: ofClient('SignUp'),
    Risk: OF_OPERATION,
    NoRisk: OF_OPERATION,
    AccountTakeoverRisk: OF_LEVEL,
    CompromisedCredentialRisk: OF_LEVEL,
    OverrideBlock: OF_LEVEL,
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

export const isMetricName = (name: string): name is MetricName => Object.hasOwn(METRICS, name);

const METRIC_NAMES: readonly MetricName[] = Object.keys(METRICS).filter(isMetricName);

/** A metric with the values of its dimensions, by their names. */
export type Series = { readonly metric: MetricName; readonly dimensions: ReadonlyMap<string, string> };

/** What a series is of, in the lake's words; '' where it has no such dimension. */
export type SeriesFacts = {
    readonly metric: string;
    readonly userPoolId: string;
    readonly eventType: string;
    readonly clientId: string;
    readonly riskLevel: string;
};

export const factsOf = ({ metric, dimensions }: Series): SeriesFacts => {
    const of = (name: string): string => dimensions.get(name) ?? '';
    const operation = of('Operation');
    return {
        metric,
        userPoolId: of('UserPool') || of('UserPoolId'),
        eventType: METRICS[metric].eventType ?? wordFor(EVENT_TYPE_BY_WORD, operation) ?? operation,
        clientId: of('UserPoolClient'),
        riskLevel: of('RiskLevel'),
    };
};

/** Calls of administrators are counted under this client, whichever they name. */
export const ADMIN = 'Admin';
const OPERATIONS = ['SignIn', 'SignUp', 'PasswordChange'] as const;
const RISK_LEVELS = ['low', 'medium', 'high'] as const;

const named = (metric: MetricName, dimensions: Readonly<Record<string, string>>): Series => ({
    metric,
    dimensions: new Map(Object.entries(dimensions)),
});

/** The series that a pool with these clients may have: a metric without points for two weeks is not listed, and has to be asked for by name. */
export const possibleSeries = (userPoolId: string, clientIds: readonly string[]): readonly Series[] =>
    METRIC_NAMES.flatMap((metric) => {
        const { dimensions } = METRICS[metric];
        if (dimensions.includes('UserPoolClient'))
            return [...clientIds, ADMIN].map((client) =>
                named(metric, { UserPool: userPoolId, UserPoolClient: client }),
            );
        if (dimensions.includes('RiskLevel'))
            return OPERATIONS.flatMap((operation) =>
                RISK_LEVELS.map((level) =>
                    named(metric, { Operation: operation, UserPoolId: userPoolId, RiskLevel: level }),
                ),
            );
        return OPERATIONS.map((operation) => named(metric, { Operation: operation, UserPoolId: userPoolId }));
    });
