/** The table `cognito_metrics`: CloudWatch's counts of user pools, one row per day and metric with its dimensions. */

export const COGNITO_METRICS = 'cognito_metrics';

/** The header line of a file. Both engines read the columns in this order, as strings. A missing dimension is empty. */
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
