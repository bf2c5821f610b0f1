/** The CloudWatch Logs resource policy that lets the delivery service write to the log groups. */
import type { TableName } from '../../../schemas/columns.ts';
import { arnIn, type StackLocation, type StackNames } from '../config/stack-names.ts';

export const DELIVERY_PRINCIPAL = 'delivery.logs.amazonaws.com';

export const logGroupPolicyName = ({ prefix }: StackNames): string => `${prefix}-export`;

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html has the statement. */
export const logGroupPolicy = (names: StackNames, location: StackLocation, tables: readonly TableName[]) => ({
    Version: '2012-10-17',
    Statement: [
        {
            Sid: 'CognitoExport',
            Effect: 'Allow',
            Principal: { Service: DELIVERY_PRINCIPAL },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: tables.map(
                (table) => `${arnIn(location)('logs', `log-group:${names.exportLogGroups[table]}`)}:log-stream:*`,
            ),
            Condition: {
                StringEquals: { 'aws:SourceAccount': location.account },
                ArnLike: { 'aws:SourceArn': arnIn(location)('logs', '*') },
            },
        },
    ],
});
