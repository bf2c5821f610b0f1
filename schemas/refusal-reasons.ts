/** The reasons for which an event can be refused: public, stable, the values of a metric dimension. */
export const REFUSAL_REASONS = {
    not_base64: 'the data of the arrival is not base64',
    not_gzip: 'the bytes begin like gzip and cannot be inflated',
    bad_parcel: 'a parcel without the fields of one',
    bad_row: 'a row of the lake that no encoder wrote',
    too_large_inflated: 'an arrival of more than 32 MiB when inflated, or of more than 100,000 events',
    not_json: 'the text is not JSON',
    not_an_object: 'the JSON is not an object',
    unknown_event_source: 'eventSource is neither user activity nor user notification',
    no_user_pool_id: 'no user pool is named',
    bad_user_pool_id: 'the user pool’s id does not look like one',
    too_large: 'a single event too large to be answered or put back',
    put_back_failed: 'the arrival had to be put back on a stream and that failed',
} as const;

export type RefusalReason = keyof typeof REFUSAL_REASONS;
