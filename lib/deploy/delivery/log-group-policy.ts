/** The resource policy of CloudWatch Logs that lets the service deliver to the log groups. */
import type { TableName } from '../../../schemas/columns.ts';
import { arnIn, type Place, type StackNames } from '../config/stack-names.ts';

export const DELIVERY_PRINCIPAL = 'delivery.logs.amazonaws.com';

export const logGroupPolicyName = ({ prefix }: StackNames): string => `${prefix}-export`;

/** docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html: who delivers, and for whom. */
export const logGroupPolicy = (names: StackNames, place: Place, tables: readonly TableName[]) => ({
    Version: '2012-10-17',
    Statement: [
        {
            Sid: 'CognitoExport',
            Effect: 'Allow',
            Principal: { Service: DELIVERY_PRINCIPAL },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: tables.map(
                (table) => `${arnIn(place)('logs', `log-group:${names.exportLogGroups[table]}`)}:log-stream:*`,
            ),
            Condition: {
                StringEquals: { 'aws:SourceAccount': place.account },
                ArnLike: { 'aws:SourceArn': arnIn(place)('logs', '*') },
            },
        },
    ],
});
