/** Checks the alarms: they exist, they notify the topic, and the topic has a subscriber. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarmCalls } from '../account/alarm-calls.ts';
import { topicCalls } from '../account/topic-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { alarmNames } from '../alarms/stack-alarms.ts';
import { toStackChecks, toProblem, type StackCheck, type StackProblem } from './stack-check.ts';
import {
    resetToTemplateFix,
    awsCommand,
    deployCommand,
    redeployFix,
    type StackChecker,
    type DoctorContext,
} from './doctor-context.ts';
import { subscribeCommand, subscriptionProblems, subscriberText, type NotificationTopic } from './subscriptions.ts';

/** A topic with the same name has the same ARN, so the alarms notify it again. */
const createAlarmTopicFix = (context: DoctorContext, topic: NotificationTopic): string => {
    const create = awsCommand(context, `sns create-topic --name ${context.names.alarmTopic}`);
    const subscribe = topic.email === 'none' ? '' : `, then ${subscribeCommand(context, topic)}`;
    return `${create}${subscribe}. The alarms use the new topic, because its ARN is the same.`;
};

const namesOfAlarms = (alarms: readonly MetricAlarm[]): readonly string[] =>
    alarms.map(({ AlarmName = '' }) => AlarmName);

const alarmProblems = (
    context: DoctorContext,
    topicArn: string,
    alarms: readonly MetricAlarm[],
): readonly StackProblem[] => {
    if (alarms.length === 0) return toProblem('do not exist: failures are not reported', redeployFix(context));
    const existing = new Set(namesOfAlarms(alarms));
    const missing = alarmNames(context.config, context.names).filter((name) => !existing.has(name));
    const disabled = namesOfAlarms(alarms.filter(({ ActionsEnabled }) => ActionsEnabled === false));
    const silent = namesOfAlarms(alarms.filter(({ AlarmActions = [] }) => !AlarmActions.includes(topicArn)));
    return [
        ...(missing.length === 0
            ? []
            : toProblem(
                  `${missing.length} do not exist: ${missing.join(', ')}`,
                  `If this checkout is newer than the deployment: ${deployCommand(context)}. ` +
                      resetToTemplateFix('AWS::CloudWatch::Alarm', 'alarms that were deleted by hand'),
              )),
        ...(disabled.length === 0
            ? []
            : toProblem(
                  `have their actions disabled: ${disabled.join(', ')}`,
                  awsCommand(context, `cloudwatch enable-alarm-actions --alarm-names ${disabled.join(' ')}`),
              )),
        ...(silent.length === 0
            ? []
            : toProblem(
                  `do not notify the topic: ${silent.join(', ')}`,
                  `Add ${topicArn} to their actions: aws cloudwatch put-metric-alarm, or in the console.`,
              )),
        // The description of an alarm says what to do.
        ...alarms
            .filter(({ StateValue }) => StateValue === 'ALARM')
            .flatMap(({ AlarmName = '', AlarmDescription = '' }) =>
                toProblem(`${AlarmName} is in alarm`, AlarmDescription),
            ),
    ];
};

export const alarmChecks: StackChecker = async (context): Promise<readonly StackCheck[]> => {
    const [calls, topics] = await Promise.all([alarmCalls(context.clientOptions), topicCalls(context.clientOptions)]);
    const { config, names, location } = context;
    const topic: NotificationTopic = {
        topicArn: arnIn(location)('sns', names.alarmTopic),
        email: config.alarmEmail,
        contents: 'alarms',
    };
    const [alarms, subscriptions] = await Promise.all([
        calls.alarms(`${names.prefix}-`),
        topics.subscriptions(topic.topicArn),
    ]);
    return [
        ...toStackChecks({ part: 'alarms', name: `${names.prefix}-*` }, alarms, {
            passedMessage: (found) => `${found.length} alarms, none in state ALARM`,
            fixIfMissing: redeployFix(context),
            findProblems: (found) => alarmProblems(context, topic.topicArn, found),
        }),
        ...toStackChecks({ part: 'alarm topic', name: names.alarmTopic }, subscriptions, {
            passedMessage: subscriberText(topic),
            fixIfMissing: createAlarmTopicFix(context, topic),
            findProblems: (found) => subscriptionProblems(context, topic, found),
        }),
    ];
};
