/** The resource policy of a log group that lets the delivery service write to it. */
import { arnIn, type StackLocation } from '../config/stack-names.ts';

export const DELIVERY_PRINCIPAL = 'delivery.logs.amazonaws.com';

/** What the delivery service writes to: the log streams of a group. */
export const logStreamsArn = (location: StackLocation, group: string): string =>
    `${arnIn(location)('logs', `log-group:${group}`)}:log-stream:*`;

/**
 * On the group itself: an account has ten policies without a resource in a region, and these count for none of them
 * (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html). The statement is from
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html. `toText` makes a template's texts.
 */
export const logGroupPolicy = <Text>(group: string, location: StackLocation, toText: (text: string) => Text) => ({
    Version: '2012-10-17',
    Statement: [
        {
            Sid: 'CognitoExport',
            Effect: 'Allow',
            Principal: { Service: DELIVERY_PRINCIPAL },
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: toText(logStreamsArn(location, group)),
            Condition: {
                StringEquals: { 'aws:SourceAccount': toText(location.account) },
                ArnLike: { 'aws:SourceArn': toText(arnIn(location)('logs', '*')) },
            },
        },
    ],
});

const quoted = /"([^"]+)"/g;

const toPattern = (text: string): RegExp =>
    new RegExp(`^${text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`);

/** Whether a policy names the delivery service and, perhaps by a wildcard, this resource. */
export const allowsDelivery = (document: string, resource: string): boolean =>
    document.includes(DELIVERY_PRINCIPAL) &&
    [...document.matchAll(quoted)].some(
        ([, text = '']) => text.startsWith('arn:') && text.includes(':log-group:') && toPattern(text).test(resource),
    );
