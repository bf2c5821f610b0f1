/** CloudWatch calls: alarms and the error counts of functions. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { lookUpResource, type LookupResult } from './look-up-resource.ts';
import { createClient, type ClientOptions } from '../../aws/create-client.ts';

export type AlarmCalls = {
    readonly alarms: (prefix: string) => Promise<LookupResult<readonly MetricAlarm[]>>;
    /** How often a function failed between two times (epoch ms); null if the response has no values. */
    readonly functionErrors: (name: string, fromMs: number, toMs: number) => Promise<LookupResult<number | null>>;
};

const HOUR_SECONDS = 3600;

const errorCountQuery = (FunctionName: string) => ({
    Id: 'errors',
    MetricStat: {
        Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
        },
        Period: HOUR_SECONDS,
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
        functionErrors: async (name, fromMs, toMs) =>
            lookUpResource('cloudwatch:GetMetricData', async () => {
                const { MetricDataResults } = await client.send(
                    new GetMetricDataCommand({
                        MetricDataQueries: [errorCountQuery(name)],
                        StartTime: new Date(fromMs),
                        EndTime: new Date(toMs),
                    }),
                );
                const values = MetricDataResults?.[0]?.Values;
                return values === undefined ? null : values.reduce((sum, value) => sum + value, 0);
            }),
    };
};
