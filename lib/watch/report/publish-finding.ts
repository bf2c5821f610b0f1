/** Publishes findings to an SNS topic, with message attributes for subscription filters. */
import type { SNSClient } from '@aws-sdk/client-sns';
import { createClient } from '../../aws/create-client.ts';
import type { Finding } from './finding.ts';
import { messageText } from './message-text.ts';

let client: SNSClient | undefined;

const attribute = (text: string) => ({ DataType: 'String', StringValue: text });

/** Returns a function that sends findings to a topic. Loads the SDK with the first finding: most reports have none. */
export const publishFinding =
    (topicArn: string) =>
    async (finding: Finding): Promise<void> => {
        const { SNSClient: Client, PublishCommand } = await import('@aws-sdk/client-sns');
        client ??= createClient(Client, {}, {});
        const { query, severity, kind, finding_id: id } = finding;
        await client.send(
            new PublishCommand({
                TopicArn: topicArn,
                Subject: finding.subject,
                Message: messageText(finding, null),
                MessageAttributes: {
                    query: attribute(query),
                    severity: attribute(severity),
                    kind: attribute(kind),
                    finding_id: attribute(id),
                },
            }),
        );
    };
