/** What each column holds: the words of the README's dictionary and of the tables' comments. Apart from the columns, so that the functions don't carry them. */
import type { PARTITION_COLUMNS, TABLES, TableName } from './columns.ts';

type NameOf<C extends readonly { readonly name: string }[]> = C[number]['name'];

export const PARTITION_NOTES: Readonly<Record<NameOf<typeof PARTITION_COLUMNS>, string>> = {
    user_pool_id: 'The user pool',
    event_type: 'SignIn, SignUp, ForgotPassword, PasswordChange, ResendCode or Other; DeliveryError for notifications',
    dt: 'UTC day, `2026-01-31`: activity by the start of the attempt, notifications by event_at',
};

type Notes = { readonly [T in TableName]: Readonly<Record<NameOf<(typeof TABLES)[T]>, string>> };

export const COLUMN_NOTES: Notes = {
    user_activity: {
        record_id:
            'First 32 hex digits of the SHA-256 of the event’s text; the same event delivered twice has the same one',
        event_at: 'When the event happened, UTC: eventTimestamp, else creationDate, else the time of arrival',
        event_at_source: 'Which of the three gave event_at: `event`, `creation` or `arrival`',
        started_at: 'Start of the attempt (creationDate); the records of one attempt share it',
        arrived_at: 'When the record first reached the stream',
        event_id: 'Id of the attempt; not unique: InProgress and then Pass share it',
        event_type_raw: 'eventType as written; the partition column event_type holds the normalised word',
        event_response: '`Pass`, `Fail` or `InProgress`; another value as written',
        risk_level: '`Low`, `Medium`, `High`, or NULL',
        risk_decision: '`NoRisk`, `AccountTakeover` or `Block` (PASS is NoRisk); another value as written',
        risk_decision_raw: 'riskDecision as written',
        challenge_names: 'Challenges of the attempt so far, in order; parallel to challenge_results',
        challenge_results: 'Result of each challenge; an empty text where none was given',
        compromised_credential_detected: 'Whether the password is known from a leak',
        has_context_data: 'Whether the app sent context data; false means the address may be the app server’s',
        user_sub: 'The user’s sub',
        user_name: 'The user name as given; may be a UUID other than the sub',
        client_id: 'App client',
        idp_name: 'Identity provider of a federated sign-in',
        request_id: 'Id of the API request',
        ip_address: 'Source address, IPv4 or IPv6',
        device_name: 'Browser and system, or the model of a phone',
        city: 'City of the address',
        country: 'Country of the address',
        feedback_value: 'Feedback on the risk decision: `Valid` or `Invalid`',
        feedback_provider: 'Who gave the feedback',
        feedback_at: 'When the feedback was given',
        log_level: 'Level as written, INFO',
        log_version: 'Version of the message',
        event_source: 'As written: USER_ACTIVITY or USER_AUTH_EVENTS, the same thing',
        ingest_path:
            'How it came: `firehose`, `cloudwatch_logs`, `s3_export`; `backfill` was fetched, `feedback` is what an operator said',
        extra_names: 'Dotted paths of the fields that no column took; parallel to extra_values',
        extra_values: 'Their values as text, JSON if not a string',
    },
    user_notification: {
        record_id:
            'First 32 hex digits of the SHA-256 of the event’s text (from CloudWatch Logs: of the log event’s id and the text)',
        event_at: 'When the error happened, UTC: eventTimestamp, else the time of arrival',
        event_at_source: 'Which gave event_at: `event` or `arrival`',
        arrived_at: 'When the record first reached the stream',
        error_class: 'Class of the error, from the table of patterns in schemas/error-classes.ts; else `Unclassified`',
        channel: '`sms`, `email` or `unknown`',
        details: 'The error’s text as written; may hold personal data',
        details_pattern: 'The text with addresses, numbers, ids and ARNs masked: what errors are grouped by',
        log_level: 'Level as written, ERROR',
        event_source: 'As written: USER_NOTIFICATION',
        ingest_path: 'How it came: `firehose` or `cloudwatch_logs`, `s3_export`',
        extra_names: 'Dotted paths of the fields that no column took; parallel to extra_values',
        extra_values: 'Their values as text, JSON if not a string',
    },
};
