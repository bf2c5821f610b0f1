/** The reasons for rejecting an event, and the stage that finds each: a contract, also values of a metric dimension. */
export const REJECTION_REASONS = {
    not_base64: {
        meaning: 'The data of the record is not base64',
        stage: 'decode',
    },
    not_gzip: {
        meaning: 'The bytes begin like gzip but cannot be inflated',
        stage: 'decode',
    },
    bad_parcel: {
        meaning: 'A parcel (a wrapped event) has missing or invalid fields',
        stage: 'decode',
    },
    bad_row: {
        meaning: 'A row of the lake came outside a parcel, or its columns are missing, unknown or invalid',
        stage: 'parse',
    },
    too_large_inflated: {
        meaning: 'The record inflates to more than 16 MiB',
        stage: 'decode',
    },
    too_deep: {
        meaning: 'The JSON is nested more than 1,000 levels deep (in texts over 64 KiB)',
        stage: 'decode (parse, in an envelope or a parcel)',
    },
    too_many_values: {
        meaning: 'The JSON has more than 1,000,000 opening brackets and commas',
        stage: 'decode (parse, in an envelope or a parcel)',
    },
    too_many_events: {
        meaning: 'The record has more than 100,000 events',
        stage: 'decode',
    },
    not_json: {
        meaning: 'The text of the event is not JSON',
        stage: 'parse (decode, if the bytes are not UTF-8)',
    },
    not_an_object: {
        meaning: 'The JSON of the event is not an object',
        stage: 'parse',
    },
    unknown_event_source: {
        meaning: 'eventSource is neither user activity nor user notification',
        stage: 'parse',
    },
    no_user_pool_id: {
        meaning: 'The event has no user pool ID',
        stage: 'parse',
    },
    bad_user_pool_id: {
        meaning: 'The user pool ID of the event is not valid',
        stage: 'parse',
    },
    too_large: {
        meaning: 'One event is too large for a reply or for re-ingestion',
        stage: 'encode (decide, if it cannot be re-ingested)',
    },
    reingest_failed: {
        meaning: 'The record had to be re-ingested, and that failed',
        stage: 're-ingest (reply, if it has no room)',
    },
} as const satisfies Readonly<Record<string, { readonly meaning: string; readonly stage: string }>>;

export type RejectionReason = keyof typeof REJECTION_REASONS;
