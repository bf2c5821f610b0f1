/** What CloudWatch counted of user pools: the lake's table `cognito_metrics`, a line for a day and a metric with its dimensions. */

export const COGNITO_METRICS = 'cognito_metrics';

/** The header line of a file; both engines read the columns in this order, as texts. What a metric has no dimension for is empty. */
export const COGNITO_METRIC_COLUMNS = [
    'dt',
    'user_pool_id',
    'event_type',
    'client_id',
    'risk_level',
    'metric',
    'sample_count',
    'value_sum',
] as const;

export type CognitoMetricColumn = (typeof COGNITO_METRIC_COLUMNS)[number];
