/** Checks of the alarms: that they are there, tell the topic, and that somebody listens. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarmCalls } from '../account/alarm-calls.ts';
import { topicCalls } from '../account/topic-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { alarmNames } from './alarm-names.ts';
import { judged, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, aws, remake, type Room, type Scope } from './scope.ts';
import { subscribe, subscriptionFindings, tells, type Told } from './subscriptions.ts';

/** A topic of the same name has the same ARN: the alarms find it again. */
const makeTopic = (scope: Scope, topic: Told): string =>
    `${aws(scope, `sns create-topic --name ${scope.names.topic}`)}${topic.email === 'none' ? '' : `, then ${subscribe(scope, topic)}`}: the alarms find it again by its name.`;

/** A list of names as words of a command. */
const namesOf = (alarms: readonly MetricAlarm[]): readonly string[] => alarms.map(({ AlarmName = '' }) => AlarmName);

const alarmFindings = (scope: Scope, topicArn: string, alarms: readonly MetricAlarm[]): readonly Finding[] => {
    if (alarms.length === 0) return wrong('are not there: nobody is told when something goes wrong', remake(scope));
    const there = new Set(namesOf(alarms));
    const missing = alarmNames(scope.config, scope.names).filter((name) => !there.has(name));
    const off = namesOf(alarms.filter(({ ActionsEnabled }) => ActionsEnabled === false));
    const mute = namesOf(alarms.filter(({ AlarmActions = [] }) => !AlarmActions.includes(topicArn)));
    return [
        ...(missing.length === 0
            ? []
            : wrong(
                  `${missing.length} are not there: ${missing.join(', ')}`,
                  `Where this checkout is newer than what is deployed: npx serverless deploy --stage ${scope.place.stage}. ${asInTemplate('AWS::CloudWatch::Alarm', 'what was deleted by hand')}`,
              )),
        ...(off.length === 0
            ? []
            : wrong(
                  `tell nobody, their actions are off: ${off.join(', ')}`,
                  aws(scope, `cloudwatch enable-alarm-actions --alarm-names ${off.join(' ')}`),
              )),
        ...(mute.length === 0
            ? []
            : wrong(
                  `do not tell the topic: ${mute.join(', ')}`,
                  `Name ${topicArn} in their actions: aws cloudwatch put-metric-alarm, or the console.`,
              )),
        // Its description says what to do.
        ...alarms
            .filter(({ StateValue }) => StateValue === 'ALARM')
            .flatMap(({ AlarmName = '', AlarmDescription = '' }) =>
                wrong(`${AlarmName} is in alarm`, AlarmDescription),
            ),
    ];
};

export const alarmChecks: Room = async (scope): Promise<readonly Check[]> => {
    const [calls, topics] = await Promise.all([alarmCalls(scope.client), topicCalls(scope.client)]);
    const { config, names, place } = scope;
    const topic: Told = { topicArn: arnIn(place)('sns', names.topic), email: config.alarmEmail, of: 'alarms' };
    const [alarms, subscriptions] = await Promise.all([
        calls.alarms(`${names.prefix}-`),
        topics.subscriptions(topic.topicArn),
    ]);
    return [
        ...judged({ part: 'alarms', name: `${names.prefix}-*` }, alarms, {
            fine: (found) => `${found.length}, none in alarm`,
            gone: remake(scope),
            findings: (found) => alarmFindings(scope, topic.topicArn, found),
        }),
        ...judged({ part: 'topic of alarms', name: names.topic }, subscriptions, {
            fine: tells(topic),
            gone: makeTopic(scope, topic),
            findings: (found) => subscriptionFindings(scope, topic, found),
        }),
    ];
};
