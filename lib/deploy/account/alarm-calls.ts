/** Calls about alarms, and the errors that CloudWatch has counted. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { ask, type Answer } from './answer.ts';
import type { ClientSettings } from '../../aws/client-settings.ts';

export type AlarmCalls = {
    readonly alarms: (prefix: string) => Promise<Answer<readonly MetricAlarm[]>>;
    /** How often a function has failed between two moments (epoch ms); null where the answer does not tell. */
    readonly functionErrors: (name: string, fromMs: number, toMs: number) => Promise<Answer<number | null>>;
};

const HOUR_SECONDS = 3600;

const errorsOf = (FunctionName: string) => ({
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

export const alarmCalls = async (settings: ClientSettings): Promise<AlarmCalls> => {
    const { CloudWatchClient, GetMetricDataCommand, paginateDescribeAlarms } =
        await import('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient(settings);
    return {
        alarms: async (prefix) =>
            ask('cloudwatch:DescribeAlarms', async () => {
                const found: MetricAlarm[] = [];
                for await (const page of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix }))
                    found.push(...(page.MetricAlarms ?? []));
                return found;
            }),
        functionErrors: async (name, fromMs, toMs) =>
            ask('cloudwatch:GetMetricData', async () => {
                const { MetricDataResults } = await client.send(
                    new GetMetricDataCommand({
                        MetricDataQueries: [errorsOf(name)],
                        StartTime: new Date(fromMs),
                        EndTime: new Date(toMs),
                    }),
                );
                const values = MetricDataResults?.[0]?.Values;
                return values === undefined ? null : values.reduce((sum, value) => sum + value, 0);
            }),
    };
};
