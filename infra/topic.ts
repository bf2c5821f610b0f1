/** The one topic that alarms go to, and who is told. */
import { arn, type Blueprint } from './blueprint.ts';
import { onBehalfOf, policy } from './policy.ts';
import { ref, sub, type Resources } from './resource.ts';

export const TOPIC = 'AlarmTopic';

/** Without a key of its own: CloudWatch can't publish to a topic whose key does not allow it, and an alarm holds no record. */
export const topic = ({ config, names }: Blueprint): Resources => ({
    [TOPIC]: { Type: 'AWS::SNS::Topic', Properties: { TopicName: names.topic } },
    AlarmTopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
            Topics: [ref(TOPIC)],
            PolicyDocument: policy([
                {
                    Sid: 'AlarmsPublish',
                    Effect: 'Allow',
                    Principal: { Service: 'cloudwatch.amazonaws.com' },
                    Action: 'sns:Publish',
                    Resource: ref(TOPIC),
                    Condition: onBehalfOf(arn('cloudwatch', `alarm:${names.prefix}-*`)),
                },
                {
                    Sid: 'TlsOnly',
                    Effect: 'Deny',
                    Principal: '*',
                    Action: 'sns:Publish',
                    Resource: ref(TOPIC),
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
                  Properties: { TopicArn: ref(TOPIC), Protocol: 'email', Endpoint: sub(config.alarmEmail) },
              } as const,
          }),
});
