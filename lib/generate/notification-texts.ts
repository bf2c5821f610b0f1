/** Texts of delivery errors, at least one for each error class. AWS does not publish the real texts. */
import { ACCOUNT_ID, REGION } from './synthetic-pool.ts';

/** The recipient of the undelivered message. */
export type Recipient = { readonly phone: string; readonly mail: string; readonly requestId: string };

export type NotificationText = {
    readonly errorClass: string;
    readonly weight: number;
    readonly write: (recipient: Recipient) => string;
};

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

export const NOTIFICATION_TEXTS: readonly [NotificationText, ...NotificationText[]] = [
    { errorClass: 'SmsSpendLimit', weight: 20, write: ({ phone }) => `Spend limit reached for SMS to ${phone}` },
    {
        errorClass: 'SmsSpendLimit',
        weight: 4,
        write: ({ requestId }) => `No quota left for account (Service: AmazonSNS; Request ID: ${requestId})`,
    },
    {
        errorClass: 'SmsSandbox',
        weight: 6,
        write: ({ phone }) => `SMS account is in the sandbox; ${phone} is not a verified destination`,
    },
    {
        errorClass: 'EmailSandbox',
        weight: 2,
        write: ({ mail }) => `Email to ${mail} rejected while the SES account is in the sandbox`,
    },
    { errorClass: 'OptedOut', weight: 8, write: ({ phone }) => `Phone number ${phone} is opted out` },
    {
        errorClass: 'Throttled',
        weight: 9,
        write: ({ requestId }) =>
            `Rate exceeded (Service: AmazonSNS; Status Code: 400; Error Code: Throttling; Request ID: ${requestId})`,
    },
    { errorClass: 'Throttled', weight: 3, write: () => 'Daily message quota exceeded for COGNITO_DEFAULT email' },
    { errorClass: 'InvalidNumber', weight: 7, write: ({ phone }) => `Invalid phone number: ${phone}` },
    { errorClass: 'Bounced', weight: 14, write: ({ mail }) => `Email to ${mail} bounced: 550 5.1.1 user unknown` },
    { errorClass: 'Bounced', weight: 4, write: ({ mail }) => `Bounce from <${mail}>: mailbox full` },
    { errorClass: 'Suppressed', weight: 6, write: ({ mail }) => `${mail} is on the suppression list for your account` },
    {
        errorClass: 'IdentityNotVerified',
        weight: 5,
        write: () =>
            'Email address is not verified. The following identities failed the check in region ' +
            `${REGION.toUpperCase()}: ${arn('ses', 'identity/no-reply@example.com')}`,
    },
    { errorClass: 'InvalidAddress', weight: 3, write: ({ mail }) => `Illegal address: "${mail.replace('@', '@@')}"` },
    {
        errorClass: 'AccessDenied',
        weight: 4,
        write: () =>
            `User: ${arn('sts', 'assumed-role/example-sms-role/cognito')} is not authorized to perform: sns:Publish`,
    },
    { errorClass: 'CarrierRejected', weight: 3, write: ({ phone }) => `Carrier rejected the SMS to ${phone}` },
    { errorClass: 'ConfigurationMissing', weight: 2, write: () => 'Configuration set <example-set> does not exist' },
    {
        errorClass: 'CustomSenderFailed',
        weight: 2,
        write: () => `CustomEmailSender ${arn('lambda', 'function:example-sender')} failed with error`,
    },
    {
        errorClass: 'KeyUnavailable',
        weight: 1,
        write: () => `KMS key ${arn('kms', 'key/5b0c7c1e-0000-4000-8000-000000000000')} is disabled`,
    },
    { errorClass: 'SendingPaused', weight: 1, write: () => 'Sending is paused for this account' },
    {
        errorClass: 'ServiceUnavailable',
        weight: 3,
        write: ({ requestId }) => `Service unavailable (Status Code: 503; Request ID: ${requestId})`,
    },
    { errorClass: 'Unclassified', weight: 3, write: ({ requestId }) => `Delivery failed (${requestId})` },
    { errorClass: 'Unclassified', weight: 1, write: () => 'Message could not be handed over: code 7' },
];
