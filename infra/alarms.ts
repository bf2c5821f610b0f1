/** The alarms of the stack, as CloudFormation resources. */
import type { AlarmSpec } from '../lib/deploy/alarms/alarm-specs.ts';
import type { Metric } from '../lib/deploy/alarms/metric.ts';
import { stackAlarms } from '../lib/deploy/alarms/stack-alarms.ts';
import { ALARM_TOPIC } from './alarm-topic.ts';
import type { Blueprint } from './blueprint.ts';
import { logicalId, ref, type Resource, type Resources } from './resource.ts';

const FIVE_MINUTES = 300;

/** docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-warm-up.html. */
const MAX_WARM_UP_MINUTES = 2880;

const dimensionsOf = ({ dimensions }: Metric) => Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** Without it, an alarm that fires on missing data would fire as soon as a stack or a pool is new. */
const warmUp = ({ isBelow, periods = 1, periodSeconds = FIVE_MINUTES }: AlarmSpec) =>
    isBelow === true
        ? {
              WarmUpConfiguration: {
                  WarmUpPeriodDurationInMinutes: Math.min((periods * periodSeconds) / 60, MAX_WARM_UP_MINUTES),
              },
          }
        : {};

const alarmResource = (prefix: string, alarm: AlarmSpec): Resource => {
    const {
        name,
        metric,
        threshold,
        isBelow = false,
        heading,
        description,
        periods = 1,
        periodSeconds = FIVE_MINUTES,
    } = alarm;
    return {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
            AlarmName: `${prefix}-${name}`,
            Namespace: metric.namespace,
            MetricName: metric.name,
            Dimensions: dimensionsOf(metric),
            Statistic: metric.statistic,
            DatapointsToAlarm: periods,
            AlarmDescription: `${description} Steps: "${heading}" in docs/runbook.md.`,
            Period: periodSeconds,
            EvaluationPeriods: periods,
            Threshold: threshold,
            ComparisonOperator: isBelow ? 'LessThanThreshold' : 'GreaterThanThreshold',
            TreatMissingData: isBelow ? 'breaching' : 'notBreaching',
            AlarmActions: [ref(ALARM_TOPIC)],
            OKActions: [ref(ALARM_TOPIC)],
            ...warmUp(alarm),
        },
    };
};

/** Every alarm of the stack. */
export const alarms = ({ config, names }: Blueprint): Resources =>
    Object.fromEntries(
        stackAlarms(config, names).map((alarm) => [
            `Alarm${logicalId(alarm.name)}`,
            alarmResource(names.prefix, alarm),
        ]),
    );
