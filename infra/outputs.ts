/** What a deployment tells of itself. */
import { streamArn, type Blueprint } from './blueprint.ts';
import { poolPolicyIds } from './people.ts';
import { FINDINGS_TOPIC } from './report.ts';
import { ref, sub } from './resource.ts';

const output = (Description: string, Value: unknown) => ({ Description, Value });

export const outputs = (blueprint: Blueprint) => {
    const { config, names } = blueprint;
    return {
        LakeBucketName: output('Where the tables lie', sub(names.lakeBucket)),
        DatabaseName: output('The database in Athena', names.database),
        WorkGroupName: output('The workgroup to ask in', names.workGroup),
        ActivityStreamArn: output(
            'For the delivery of user activity of a pool that is set up elsewhere',
            sub(streamArn(names.streams.user_activity)),
        ),
        NotificationStreamArn: output(
            'The stream of user notifications',
            sub(streamArn(names.streams.user_notification)),
        ),
        AnalystPolicyArn: output('To attach to the roles of those who ask', ref('AnalystPolicy')),
        OperatorPolicyArn: output('To attach to the roles of those who operate', ref('OperatorPolicy')),
        OperatorPoolPolicyArns: output('And those for what they do with the user pools', {
            'Fn::Join': [',', poolPolicyIds(blueprint).map(ref)],
        }),
        AlarmTopicArn: output('Where alarms go', ref('AlarmTopic')),
        ...(config.report === undefined ? {} : { FindingsTopicArn: output('Where findings go', ref(FINDINGS_TOPIC)) }),
    };
};
