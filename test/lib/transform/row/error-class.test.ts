/** Tests of the classes of delivery errors: the first matching pattern decides. All texts are synthetic. */
import { describe, expect, test } from 'vitest';
import { classifyError } from '../../../../lib/transform/row/error-class.ts';
import { ERROR_CLASSES } from '../../../../schemas/error-classes.ts';
import { measureCpuMs } from '../../../support/measure-cpu-ms.ts';

const TEXTS: readonly (readonly [text: string, errorClass: string, channel: string])[] = [
    ['Spend limit reached for SMS to +15550100', 'SmsSpendLimit', 'sms'],
    ['MonthlySpendLimitExceeded', 'SmsSpendLimit', 'sms'],
    ['No quota left for account', 'SmsSpendLimit', 'sms'],
    ['SMS account is in the sandbox', 'SmsSandbox', 'sms'],
    ['SMSSandboxException', 'SmsSandbox', 'sms'],
    ['The sandbox of this account takes no SMS', 'SmsSandbox', 'sms'],
    ['The phone number +15550100 is not verified', 'SmsSandbox', 'sms'],
    ['Destination phone number is not among the verified ones', 'SmsSandbox', 'sms'],
    ['Email rejected: SES account is in the sandbox', 'EmailSandbox', 'email'],
    ['Account in sandbox, recipient is unknown to it', 'EmailSandbox', 'email'],
    ['The sandbox takes no email for others', 'EmailSandbox', 'email'],
    ['Email refused in the sandbox', 'EmailSandbox', 'email'],
    ['Phone number +15550100 is opted out', 'OptedOut', 'sms'],
    ['It stands on the opt-out list', 'OptedOut', 'sms'],
    ['OptedOutException', 'OptedOut', 'sms'],
    ['The recipient has unsubscribed', 'OptedOut', 'sms'],
    ['Rate exceeded', 'Throttled', 'unknown'],
    ['TooManyRequestsException: Too many requests', 'Throttled', 'unknown'],
    ['LimitExceededException', 'Throttled', 'unknown'],
    ['Daily message quota exceeded for email', 'Throttled', 'email'],
    ['Invalid parameter: PhoneNumber', 'InvalidNumber', 'sms'],
    ['The number is not valid to publish to', 'InvalidNumber', 'sms'],
    ['Landlines get no messages', 'InvalidNumber', 'sms'],
    ['Email to a@example.com bounced: user unknown', 'Bounced', 'email'],
    ['Mailbox full', 'Bounced', 'email'],
    ['No such user', 'Bounced', 'email'],
    ['a@example.com is on the suppression list', 'Suppressed', 'email'],
    ['The recipient complained', 'Suppressed', 'email'],
    ['Email address is not verified. The following identities failed the check', 'IdentityNotVerified', 'email'],
    ['Not authorized to send from a@example.com', 'IdentityNotVerified', 'email'],
    ['The domain is not verified', 'IdentityNotVerified', 'email'],
    ['Email unverified', 'IdentityNotVerified', 'email'],
    ['Not authorized to send email from this identity', 'IdentityNotVerified', 'email'],
    ['MailFromDomainNotVerifiedException', 'IdentityNotVerified', 'email'],
    ['The MailFrom domain has no MX record', 'IdentityNotVerified', 'email'],
    ['Illegal address: "a@@example.com"', 'InvalidAddress', 'email'],
    ['The recipient is malformed', 'InvalidAddress', 'email'],
    ['Invalid or empty email', 'InvalidAddress', 'email'],
    ['The email is not valid', 'InvalidAddress', 'email'],
    ['User is not authorized to perform: sns:Publish', 'AccessDenied', 'sms'],
    ['AccessDeniedException', 'AccessDenied', 'unknown'],
    ['AssumeRole failed', 'AccessDenied', 'unknown'],
    ['Carrier rejected the SMS', 'CarrierRejected', 'sms'],
    ['No origination identity for this country', 'CarrierRejected', 'sms'],
    ['SenderId is not registered', 'CarrierRejected', 'sms'],
    ['The toll-free number is pending', 'CarrierRejected', 'sms'],
    ['Configuration set <a> does not exist', 'ConfigurationMissing', 'unknown'],
    ['Pinpoint is not configured', 'ConfigurationMissing', 'unknown'],
    ['ConfigurationSetDoesNotExistException', 'ConfigurationMissing', 'unknown'],
    ['The configuration of the pool is missing', 'ConfigurationMissing', 'unknown'],
    ['There is no sender configuration', 'ConfigurationMissing', 'unknown'],
    ['CustomSMSSender failed', 'CustomSenderFailed', 'unknown'],
    ['CustomEmailSender failed', 'CustomSenderFailed', 'email'],
    ['Lambda trigger ended with an error', 'CustomSenderFailed', 'unknown'],
    ['KMS key is disabled', 'KeyUnavailable', 'unknown'],
    ['Sending is paused', 'SendingPaused', 'email'],
    ['Sending disabled', 'SendingPaused', 'email'],
    ['The account is under review', 'SendingPaused', 'email'],
    ['AccountSuspendedException: account suspended', 'SendingPaused', 'email'],
    ['Service unavailable', 'ServiceUnavailable', 'unknown'],
    ['ServiceUnavailableException', 'ServiceUnavailable', 'unknown'],
    ['InternalFailure', 'ServiceUnavailable', 'unknown'],
    ['Internal error', 'ServiceUnavailable', 'unknown'],
    ['Time-out', 'ServiceUnavailable', 'unknown'],
    ['Timed out', 'ServiceUnavailable', 'unknown'],
    ['Delivery failed', 'Unclassified', 'unknown'],
    ['The smsagent failed', 'Unclassified', 'unknown'],
    ['The agentsms failed', 'Unclassified', 'unknown'],
    ['SNS failed', 'Unclassified', 'sms'],
    ['The snsagent failed', 'Unclassified', 'unknown'],
    ['Ansns failed', 'Unclassified', 'unknown'],
    ['SES failed', 'Unclassified', 'email'],
    ['The session failed', 'Unclassified', 'unknown'],
    ['Processes failed', 'Unclassified', 'unknown'],
    ['Not delivered by e-mail', 'Unclassified', 'email'],
    ['Not delivered by email', 'Unclassified', 'email'],
    ['A mobile failed', 'Unclassified', 'sms'],
    ['Could not deliver to +1555010', 'Unclassified', 'sms'],
    ['Could not deliver to +155501', 'Unclassified', 'unknown'],
    ['Could not deliver to +123456789012345', 'Unclassified', 'sms'],
    ['Could not deliver to +1234567890123456', 'Unclassified', 'unknown'],
    ['Could not deliver to a@ or @b', 'Unclassified', 'unknown'],
    ['Text message failed', 'Unclassified', 'sms'],
    ['Could not deliver to a@example.com', 'Unclassified', 'email'],
    ['Could not deliver to +15550100', 'Unclassified', 'sms'],
];

test.each(TEXTS)('the error %j is %s, channel %s', (text, errorClass, channel) => {
    expect(classifyError(text)).toEqual({ errorClass, channel });
});

test('every class has a test text', () => {
    const named = new Set(TEXTS.map(([, errorClass]) => errorClass));

    expect(ERROR_CLASSES.filter(({ name }) => !named.has(name))).toEqual([]);
});

describe('a text that several patterns match', () => {
    test.each([
        ['SMS spend limit exceeded, account in sandbox', 'SmsSpendLimit'],
        ['SMS sandbox: phone number not verified', 'SmsSandbox'],
        ['Phone number opted out: rate exceeded', 'OptedOut'],
        ['Throttled: invalid phone number', 'Throttled'],
        ['Email address is not verified, access denied', 'IdentityNotVerified'],
        ['Access denied to the KMS key of the Lambda function', 'AccessDenied'],
    ])('the error %j belongs to the first matching class', (text, errorClass) => {
        expect(classifyError(text).errorClass).toBe(errorClass);
    });
});

test('an error without a text is Unclassified, channel unknown', () => {
    expect([classifyError(undefined), classifyError('')]).toEqual([
        { errorClass: 'Unclassified', channel: 'unknown' },
        { errorClass: 'Unclassified', channel: 'unknown' },
    ]);
});

test('only the first 1,000 characters decide the class', () => {
    expect(
        [classifyError(`${'x'.repeat(980)} rate exceeded`), classifyError(`${'x'.repeat(1000)} rate exceeded`)].map(
            ({ errorClass }) => errorClass,
        ),
    ).toEqual(['Throttled', 'Unclassified']);
});

test.each(['sms ', 'phone invalid', 'a-', 'e-mail ', 'configuration ', 'sandbox'])(
    'a long text of %j is classified quickly',
    async (part) => {
        expect(await measureCpuMs(() => classifyError(part.repeat(200_000)))).toBeLessThan(200);
    },
);
