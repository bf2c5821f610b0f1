/** Checks whether the email address of the config is subscribed to a topic. */
import type { Subscription } from '@aws-sdk/client-sns';
import { toProblem, type StackProblem } from './stack-check.ts';
import { awsCommand, type DoctorContext } from './doctor-context.ts';

/** A topic that notifies `email`. `contents` says of what, such as `alarms`. */
export type NotificationTopic = { readonly topicArn: string; readonly email: string; readonly contents: string };

export const subscribeCommand = (context: DoctorContext, { topicArn, email }: NotificationTopic): string =>
    awsCommand(context, `sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${email}`);

/** The message of a passed check. */
export const subscriberText = ({ email }: NotificationTopic): string =>
    email === 'none' ? 'exists; the config has no subscriber' : `notifies ${email}`;

/** No problems if the config has no subscriber. */
export const subscriptionProblems = (
    context: DoctorContext,
    topic: NotificationTopic,
    found: readonly Subscription[],
): readonly StackProblem[] => {
    const { email, contents } = topic;
    if (email === 'none') return [];
    const matching = found.filter(({ Endpoint }) => Endpoint === email);
    if (matching.length === 0)
        return toProblem(`${email} is not subscribed: no e-mails about ${contents}`, subscribeCommand(context, topic));
    if (matching.some(({ SubscriptionArn }) => (SubscriptionArn ?? '').startsWith('arn:'))) return [];
    return toProblem(
        `${email} has not confirmed the subscription: no e-mails about ${contents}`,
        'Follow the link in the e-mail "AWS Notification - Subscription Confirmation". ' +
            `If it is lost, send another: ${subscribeCommand(context, topic)}`,
    );
};
