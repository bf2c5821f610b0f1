/** The alarms of the subscription filters, which forward the log groups' events to the streams. */
import type { TableName } from '../../../schemas/columns.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { StackNames } from '../config/stack-names.ts';
import type { AlarmSpec } from './alarm-specs.ts';
import { filterMetric } from './metric.ts';

/**
 * CloudWatch Logs retries a throttled stream for a day, and does not retry after AccessDenied: those events stay in the
 * log group until it deletes them (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html).
 */
export const filterAlarms = (
    names: StackNames,
    table: TableName,
    { retentionDays }: Pick<LakeConfig, 'retentionDays'>,
): readonly AlarmSpec[] => {
    const [group, stream] = [names.exportLogGroups[table], names.streams[table]];
    const prefix = `${stream.slice(names.prefix.length + 1)}-forwarding`;
    return [
        {
            name: `${prefix}-errors`,
            metric: filterMetric('DeliveryErrors', group, stream),
            threshold: 0,
            heading: 'Log events are not forwarded',
            description:
                `The log group ${group} could not forward events to its stream. They are not sent again, but stay ` +
                `in the group for ${retentionDays.exportLogs} days. Run doctor: it checks the filter, the stream and its key.`,
        },
        {
            name: `${prefix}-throttled`,
            metric: filterMetric('DeliveryThrottling', group, stream),
            threshold: 0,
            heading: 'Log events are not forwarded',
            description:
                `The log group ${group} forwards more than its stream takes. CloudWatch Logs retries for a day; ` +
                'then the events are only in the group. Ask AWS for a higher limit of the stream.',
        },
    ];
};
