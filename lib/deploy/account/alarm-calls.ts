/** CloudWatch calls: alarms and the sums of metrics. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../alarms/metric.ts';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type AlarmCalls = {
    readonly alarms: (prefix: string) => Promise<LookupResult<readonly MetricAlarm[]>>;
    /** The sum of a metric between two times (epoch ms); null if the response has no values. */
    readonly sum: (metric: Metric, fromMs: number, toMs: number) => Promise<LookupResult<number | null>>;
};

/** CloudWatch keeps periods of five minutes for 63 days. */
const PERIOD_SECONDS = 300;

const sumQuery = ({ namespace, name, dimensions }: Metric) => ({
    Id: 'sum',
    MetricStat: {
        Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: PERIOD_SECONDS,
        Stat: 'Sum',
    },
});

export const alarmCalls = async (options: ClientOptions): Promise<AlarmCalls> => {
    const { CloudWatchClient, GetMetricDataCommand, paginateDescribeAlarms } =
        await import('@aws-sdk/client-cloudwatch');
    const client = createClient(CloudWatchClient, options, {});
    return {
        alarms: async (prefix) =>
            lookUpResource('cloudwatch:DescribeAlarms', async () => {
                const found: MetricAlarm[] = [];
                for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix }))
                    found.push(...(page.MetricAlarms ?? []));
                return found;
            }),
        sum: async (metric, fromMs, toMs) =>
            lookUpResource('cloudwatch:GetMetricData', async () => {
                const { MetricDataResults } = await client.send(
                    new GetMetricDataCommand({
                        MetricDataQueries: [sumQuery(metric)],
                        StartTime: new Date(fromMs),
                        EndTime: new Date(toMs),
                    }),
                );
                const values = MetricDataResults?.[0]?.Values;
                return values === undefined ? null : values.reduce((sum, value) => sum + value, 0);
            }),
    };
};
