/** The SNS topic of the alarms, and its e-mail subscription. */
import { arn, type Blueprint } from './blueprint.ts';
import { onBehalfOf, policy } from './policy.ts';
import { ref, sub, type Resources } from './resource.ts';

export const ALARM_TOPIC = 'AlarmTopic';

/** Not encrypted: CloudWatch can publish only if the key allows it, and alarms contain no events. */
export const alarmTopic = ({ config, names }: Blueprint): Resources => ({
    [ALARM_TOPIC]: { Type: 'AWS::SNS::Topic', Properties: { TopicName: names.alarmTopic } },
    AlarmTopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
            Topics: [ref(ALARM_TOPIC)],
            PolicyDocument: policy([
                {
                    Sid: 'AlarmsPublish',
                    Effect: 'Allow',
                    Principal: { Service: 'cloudwatch.amazonaws.com' },
                    Action: 'sns:Publish',
                    Resource: ref(ALARM_TOPIC),
                    Condition: onBehalfOf(arn('cloudwatch', `alarm:${names.prefix}-*`)),
                },
                {
                    Sid: 'TlsOnly',
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 'sns:Publish',
                    Resource: ref(ALARM_TOPIC),
                    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
            ]),
        },
    },
    ...(config.alarmEmail === 'none'
        ? {}
        : {
              AlarmSubscription: {
                  Type: 'AWS::SNS::Subscription',
                  Properties: { TopicArn: ref(ALARM_TOPIC), Protocol: 'email', Endpoint: sub(config.alarmEmail) },
              } as const,
          }),
});
