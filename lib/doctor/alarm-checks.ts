/** Checks of the alarms: that they are there, tell the topic, and that somebody listens. */
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Subscription } from '@aws-sdk/client-sns';
import { alarmCalls } from '../account/alarm-calls.ts';
import { arnIn } from '../config/stack-names.ts';
import { alarmNames } from './alarm-names.ts';
import { judged, wrong, type Check, type Finding } from './check.ts';
import { asInTemplate, aws, remake, type Room, type Scope } from './scope.ts';

const subscribe = (scope: Scope, topicArn: string): string => aws(scope, `sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${scope.config.alarmEmail}`);

/** A topic of the same name has the same ARN: the alarms find it again. */
const makeTopic = (scope: Scope, topicArn: string): string =>
    `${aws(scope, `sns create-topic --name ${scope.names.topic}`)}${scope.config.alarmEmail === 'none' ? '' : `, then ${subscribe(scope, topicArn)}`}: the alarms find it again by its name.`;

const subscriptionFindings = (scope: Scope, topicArn: string, found: readonly Subscription[]): readonly Finding[] => {
    const { alarmEmail } = scope.config;
    if (alarmEmail === 'none') return [];
    const own = found.filter(({ Endpoint }) => Endpoint === alarmEmail);
    if (own.length === 0) return wrong(`${alarmEmail} is not subscribed: nobody is told of alarms`, subscribe(scope, topicArn));
    if (own.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))) return [];
    return wrong(`${alarmEmail} has not confirmed: nobody is told of alarms`, `Follow the link in the message "AWS Notification - Subscription Confirmation"; where it is lost, ${subscribe(scope, topicArn)} sends another.`);
};

/** A list of names as words of a command. */
const namesOf = (alarms: readonly MetricAlarm[]): readonly string[] => alarms.map(({ AlarmName = '' }) => AlarmName);

const alarmFindings = (scope: Scope, topicArn: string, alarms: readonly MetricAlarm[]): readonly Finding[] => {
    if (alarms.length === 0) return wrong('are not there: nobody is told when something goes wrong', remake(scope));
    const there = new Set(namesOf(alarms));
    const missing = alarmNames(scope.config, scope.names).filter((name) => !there.has(name));
    const off = namesOf(alarms.filter(({ ActionsEnabled }) => ActionsEnabled === false));
    const mute = namesOf(alarms.filter(({ AlarmActions = [] }) => !AlarmActions.includes(topicArn)));
    return [
        ...(missing.length === 0 ? [] : wrong(`${missing.length} are not there: ${missing.join(', ')}`, `Where this checkout is newer than what is deployed: npx serverless deploy --stage ${scope.place.stage}. ${asInTemplate('AWS::CloudWatch::Alarm', 'what was deleted by hand')}`)),
        ...(off.length === 0 ? [] : wrong(`tell nobody, their actions are off: ${off.join(', ')}`, aws(scope, `cloudwatch enable-alarm-actions --alarm-names ${off.join(' ')}`))),
        ...(mute.length === 0 ? [] : wrong(`do not tell the topic: ${mute.join(', ')}`, `Name ${topicArn} in their actions: aws cloudwatch put-metric-alarm, or the console.`)),
        // Its description says what to do.
        ...alarms.filter(({ StateValue }) => StateValue === 'ALARM').flatMap(({ AlarmName = '', AlarmDescription = '' }) => wrong(`${AlarmName} is in alarm`, AlarmDescription)),
    ];
};

export const alarmChecks: Room = async (scope): Promise<readonly Check[]> => {
    const calls = await alarmCalls(scope.client);
    const { config, names, place } = scope;
    const topicArn = arnIn(place)('sns', names.topic);
    const [alarms, subscriptions] = await Promise.all([calls.alarms(`${names.prefix}-`), calls.subscriptions(topicArn)]);
    return [
        ...judged({ part: 'alarms', name: `${names.prefix}-*` }, alarms, { fine: (found) => `${found.length}, none in alarm`, gone: remake(scope), findings: (found) => alarmFindings(scope, topicArn, found) }),
        ...judged({ part: 'topic of alarms', name: names.topic }, subscriptions, {
            fine: config.alarmEmail === 'none' ? 'is there; the settings name nobody to tell' : `tells ${config.alarmEmail}`,
            gone: makeTopic(scope, topicArn),
            findings: (found) => subscriptionFindings(scope, topicArn, found),
        }),
    ];
};
