/** The alarms of a stream with a customer managed KMS key: Firehose reports each way in which it can't use the key. */
import type { TableName } from '../../../schemas/columns.ts';
import type { StackNames } from '../config/stack-names.ts';
import type { AlarmSpec } from './alarm-specs.ts';
import { streamMetric } from './metric.ts';

/** docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html, metrics for server-side encryption. */
const KEY_METRICS = [
    { name: 'access-denied', metric: 'KMSKeyAccessDenied', what: 'may not use its KMS key' },
    { name: 'disabled', metric: 'KMSKeyDisabled', what: 'has a disabled KMS key' },
    { name: 'invalid-state', metric: 'KMSKeyInvalidState', what: 'has a KMS key in a state that forbids its use' },
    { name: 'not-found', metric: 'KMSKeyNotFound', what: 'has a KMS key that does not exist' },
] as const;

export const keyAlarms = (names: StackNames, table: TableName): readonly AlarmSpec[] => {
    const stream = names.streams[table];
    return KEY_METRICS.map(({ name, metric, what }) => ({
        name: `${stream.slice(names.prefix.length + 1)}-key-${name}`,
        metric: streamMetric(metric, stream, 'Sum'),
        threshold: 0,
        heading: 'A stream cannot use its KMS key',
        description:
            `The stream ${stream} ${what}: it takes no records. ` +
            "Restore the key or its policy. What Cognito could not write in the meantime is lost, unless its pool's " +
            'logs go to CloudWatch Logs or S3.',
    }));
};
