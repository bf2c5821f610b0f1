/** Column descriptions for docs/fields.md and table comments, apart from columns.ts to keep Lambdas small. */
import type { PARTITION_COLUMNS, TABLES, TableName } from './columns.ts';

type NameOf<C extends readonly { readonly name: string }[]> = C[number]['name'];

export const PARTITION_NOTES: Readonly<Record<NameOf<typeof PARTITION_COLUMNS>, string>> = {
    user_pool_id: 'The user pool',
    event_type: 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt: 'UTC day, `2026-01-31`: activity by start of the attempt, notifications by event_at',
};

type Notes = { readonly [T in TableName]: Readonly<Record<NameOf<(typeof TABLES)[T]>, string>> };

export const COLUMN_NOTES: Notes = {
    user_activity: {
        record_id:
            'First 32 hex digits of the SHA-256 of the event’s text; the same event delivered twice has the same id',
        event_at: 'When the event happened, UTC: eventTimestamp, else creationDate, else the arrival time',
        event_at_source: 'Which of the three event_at is from: `event`, `creation` or `arrival`',
        started_at: 'Start of the attempt (creationDate); all events of one attempt share it',
        arrived_at: 'When the event first reached the stream',
        event_id: 'Id of the attempt; not unique: the InProgress and Pass events of an attempt share it',
        event_type_raw: 'eventType as written; the partition column event_type has the normalised value',
        event_response: '`Pass`, `Fail` or `InProgress`; another value as written',
        risk_level: '`Low`, `Medium`, `High`, or NULL',
        risk_decision: '`NoRisk`, `AccountTakeover` or `Block` (PASS is NoRisk); another value as written',
        risk_decision_raw: 'riskDecision as written',
        challenge_names: 'Challenges of the attempt so far, in order; parallel to challenge_results',
        challenge_results: 'Result of each challenge; an empty string if it has none',
        compromised_credential_detected: 'Whether the password is known from a leak',
        has_context_data: 'Whether the app sent context data; if false, the IP address may be the app server’s',
        user_sub: 'The user’s sub',
        user_name: 'The user name as written; may be a UUID other than the sub',
        client_id: 'App client',
        idp_name: 'Identity provider of a federated sign-in',
        request_id: 'Id of the API request',
        ip_address: 'Source IP address, IPv4 or IPv6',
        device_name: 'Browser and system, or the model of a phone',
        city: 'City of the IP address',
        country: 'Country of the IP address',
        feedback_value: 'Feedback on the risk decision: `Valid` or `Invalid`',
        feedback_provider: 'Who gave the feedback',
        feedback_at: 'When the feedback was given',
        log_level: 'Level as written, INFO',
        log_version: 'Version of the message',
        event_source: 'As written: USER_ACTIVITY or USER_AUTH_EVENTS, which mean the same',
        ingest_path:
            'How the event arrived: `firehose`, `cloudwatch_logs`, `s3_export`, `backfill` (fetched) or ' +
            '`feedback` (from an operator)',
        extra_names: 'Dotted paths of the fields that have no column; parallel to extra_values',
        extra_values: 'Their values as strings, JSON if not a string',
    },
    user_notification: {
        record_id:
            'First 32 hex digits of the SHA-256 of the event’s text (from CloudWatch Logs: of the log event’s id ' +
            'and the text)',
        event_at: 'When the error happened, UTC: eventTimestamp, else the arrival time',
        event_at_source: 'Which of the two event_at is from: `event` or `arrival`',
        arrived_at: 'When the event first reached the stream',
        error_class: 'Class of the error by the patterns in schemas/error-classes.ts, or `Unclassified`',
        channel: '`sms`, `email` or `unknown`',
        details: 'The error’s text as written; may contain personal data',
        details_pattern: 'The text with addresses, numbers, ids and ARNs masked, to group errors by',
        log_level: 'Level as written, ERROR',
        event_source: 'As written: USER_NOTIFICATION',
        ingest_path: 'How the event arrived: `firehose`, `cloudwatch_logs` or `s3_export`',
        extra_names: 'Dotted paths of the fields that have no column; parallel to extra_values',
        extra_values: 'Their values as strings, JSON if not a string',
    },
};
