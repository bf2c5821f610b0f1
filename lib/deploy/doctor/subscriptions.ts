/** What is to be said of who listens to a topic. */
import type { Subscription } from '@aws-sdk/client-sns';
import { wrong, type Finding } from './check.ts';
import { aws, type Scope } from './scope.ts';

/** A topic that tells `email` of something. */
export type Told = { readonly topicArn: string; readonly email: string; readonly of: string };

export const subscribe = (scope: Scope, { topicArn, email }: Told): string =>
    aws(scope, `sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint ${email}`);

/** What is said of a topic with which all is well. */
export const tells = ({ email }: Told): string =>
    email === 'none' ? 'is there; the settings name nobody to tell' : `tells ${email}`;

/** Of a topic that nobody is to be told by, nothing. */
export const subscriptionFindings = (scope: Scope, topic: Told, found: readonly Subscription[]): readonly Finding[] => {
    const { email, of } = topic;
    if (email === 'none') return [];
    const own = found.filter(({ Endpoint }) => Endpoint === email);
    if (own.length === 0) return wrong(`${email} is not subscribed: nobody is told of ${of}`, subscribe(scope, topic));
    if (own.some(({ SubscriptionArn }) => (SubscriptionArn ?? '').startsWith('arn:'))) return [];
    return wrong(
        `${email} has not confirmed: nobody is told of ${of}`,
        `Follow the link in the message "AWS Notification - Subscription Confirmation"; where it is lost, ${subscribe(scope, topic)} sends another.`,
    );
};
