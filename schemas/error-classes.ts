/** The classes of delivery errors: an ordered table of patterns; the first match decides the class. */

/** A class: its name, its channel if the text does not name one, and the pattern of its texts. */
export type ErrorClass = { readonly name: string; readonly channel: 'sms' | 'email' | null; readonly pattern: RegExp };

/** The class of an error that no pattern matches. */
export const UNCLASSIFIED = 'Unclassified';

/**
 * AWS does not publish the error texts of Cognito. The patterns follow the documented limits and error names of the
 * services that Cognito sends through. docs.aws.amazon.com: sns/latest/dg/channels-sms-sandbox.html,
 * sms_stats_cloudwatch.html; ses/latest/dg/troubleshoot-error-messages.html;
 * cognito/latest/developerguide/cognito-user-pool-settings-sms-text-message.html.
 */
export const ERROR_CLASSES: readonly ErrorClass[] = [
    {
        name: 'SmsSpendLimit',
        channel: 'sms',
        pattern: /spend(ing)?[ _-]?limit|spending quota|monthly spend|no quota left for account/i,
    },
    {
        name: 'SmsSandbox',
        channel: 'sms',
        pattern: /sms[^.]*sandbox|sandbox[^.]*(sms|phone|sns)|phone number[^.]*not verified|destination phone/i,
    },
    {
        name: 'EmailSandbox',
        channel: 'email',
        pattern: /sandbox[^.]*(e-?mail|ses|recipient)|(e-?mail|ses)[^.]*sandbox/i,
    },
    { name: 'OptedOut', channel: 'sms', pattern: /opt(ed)?[ _-]?out|unsubscribed/i },
    {
        name: 'Throttled',
        channel: null,
        pattern:
            /throttl|rate exceeded|too many requests|maximum sending rate|limit ?exceeded|daily (message|sending) quota|quota exceeded/i,
    },
    {
        name: 'InvalidNumber',
        channel: 'sms',
        pattern:
            /invalid[^.]*(phone|number)|(phone|number)[^.]*(invalid|not valid|unknown|unreachable|blocked)|landline/i,
    },
    {
        name: 'Bounced',
        channel: 'email',
        pattern: /bounce|mailbox (full|unavailable|does not exist)|no such user|user unknown/i,
    },
    { name: 'Suppressed', channel: 'email', pattern: /suppress(ed|ion)|complain(t|ed)|on the blocklist/i },
    {
        name: 'IdentityNotVerified',
        channel: 'email',
        pattern:
            /(identity|identities|address|domain|e-?mail)[^.]*(not|un)[ -]?verified|not authorized to send (e-?mail )?from|mail ?from domain/i,
    },
    {
        name: 'InvalidAddress',
        channel: 'email',
        pattern:
            /(illegal|invalid|malformed|missing)[^.]*(e-?mail|recipient|domain|address)|(e-?mail|recipient|address)[^.]*(invalid|not valid|malformed)/i,
    },
    {
        name: 'AccessDenied',
        channel: null,
        pattern: /access ?denied|not authorized|unauthorized|assume ?role|permission|forbidden|externalid/i,
    },
    {
        name: 'CarrierRejected',
        channel: 'sms',
        pattern: /carrier|operator|destination country|origination (identity|number)|sender ?id|10dlc|toll[- ]free/i,
    },
    {
        name: 'ConfigurationMissing',
        channel: null,
        pattern:
            /configuration ?set|not configured|configuration[^.]*(missing|not found|does not exist|invalid)|no [^.]*configuration|not enabled/i,
    },
    { name: 'CustomSenderFailed', channel: null, pattern: /lambda|custom ?(sms|e-?mail) ?sender|trigger/i },
    { name: 'KeyUnavailable', channel: null, pattern: /\bkms\b|encryption key/i },
    {
        name: 'SendingPaused',
        channel: 'email',
        pattern: /sending (is )?(paused|disabled)|account (is )?(paused|suspended|under review)/i,
    },
    {
        name: 'ServiceUnavailable',
        channel: null,
        pattern: /service ?unavailable|internal ?(server )?(error|failure)|time[d]? ?-?out|temporar(y|ily)/i,
    },
];

/** Patterns of words that name a channel, in this order. */
export const CHANNELS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
    { name: 'sms', pattern: /\bsms\b|text message|phone|\bsns\b|mobile|\+\d{7,15}\b/i },
    { name: 'email', pattern: /e-?mail|\bses\b|mailbox|\S@\S/i },
];

/** The channel of an error whose text and class name none. */
export const UNKNOWN_CHANNEL = 'unknown';
