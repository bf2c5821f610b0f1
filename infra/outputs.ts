/** The outputs of the stack. */
import { streamArn, type Blueprint } from './blueprint.ts';
import { poolPolicyIds } from './persona-policies.ts';
import { FINDINGS_TOPIC } from './report.ts';
import { ref, sub } from './resource.ts';

const output = (Description: string, Value: unknown) => ({ Description, Value });

export const outputs = (blueprint: Blueprint) => {
    const { config, names } = blueprint;
    return {
        LakeBucketName: output('The bucket of the lake', sub(names.lakeBucket)),
        DatabaseName: output('The Glue database, for Athena', names.database),
        WorkGroupName: output('The Athena workgroup', names.workGroup),
        ActivityStreamArn: output('The stream of user activity', sub(streamArn(names.streams.user_activity))),
        NotificationStreamArn: output(
            'The stream of user notifications',
            sub(streamArn(names.streams.user_notification)),
        ),
        AnalystPolicyArn: output('Attach to the roles of analysts', ref('AnalystPolicy')),
        OperatorPolicyArn: output('Attach to the roles of operators', ref('OperatorPolicy')),
        OperatorPoolPolicyArns: output('Attach to the roles of operators, for the user pools', {
            'Fn::Join': [',', poolPolicyIds(blueprint).map(ref)],
        }),
        KeeperPolicyArn: output('Attach to the roles of those who may delete from the tables', ref('KeeperPolicy')),
        AlarmTopicArn: output('The topic of alarms', ref('AlarmTopic')),
        ...(config.report === undefined
            ? {}
            : { FindingsTopicArn: output('The topic of findings', ref(FINDINGS_TOPIC)) }),
    };
};
