/** The words of Cognito that the lake knows; look-ups ignore case and separators. */

/** Folds a word for look-up: `ACCOUNT_TAKEOVER`, `account takeover` and `AccountTakeover` become equal. */
export const fold = (word: string): string => word.replace(/[\s_-]/g, '').toLowerCase();

/** The words by their usual and their folded spelling. */
const byFolded = <T extends string>(words: readonly T[]): ReadonlyMap<string, T> =>
    new Map(
        words.flatMap((word) => [
            [word, word],
            [fold(word), word],
        ]),
    );

/** The lake's word for a word of an event; undefined if it is unknown. The usual spelling is found without folding. */
export const wordFor = <T>(words: ReadonlyMap<string, T>, written: string | undefined): T | undefined =>
    written === undefined ? undefined : (words.get(written) ?? words.get(fold(written)));

/** Values of the partition column event_type of user_activity; `Other` is for unknown types. */
export const EVENT_TYPES = ['SignIn', 'SignUp', 'ForgotPassword', 'PasswordChange', 'ResendCode', 'Other'] as const;

/** The event_type of every row of user_notification. */
export const DELIVERY_ERROR = 'DeliveryError';

export const EVENT_TYPE_BY_WORD = byFolded(EVENT_TYPES);
export const EVENT_RESPONSE_BY_WORD = byFolded(['Pass', 'Fail', 'InProgress']);
export const RISK_LEVEL_BY_WORD = byFolded(['Low', 'Medium', 'High']);
/** The export writes PASS where the API says NoRisk. */
export const RISK_DECISION_BY_WORD: ReadonlyMap<string, string> = new Map([
    ...byFolded(['NoRisk', 'AccountTakeover', 'Block']),
    ['PASS', 'NoRisk'],
    ['pass', 'NoRisk'],
]);

export const INGEST_PATHS = ['firehose', 'cloudwatch_logs', 's3_export', 'backfill', 'feedback'] as const;
export type IngestPath = (typeof INGEST_PATHS)[number];

/** The documentation has USER_ACTIVITY, real events have USER_AUTH_EVENTS, the API has userAuthEvents. */
export const TABLE_BY_EVENT_SOURCE = new Map<string, 'user_activity' | 'user_notification'>([
    ['USER_ACTIVITY', 'user_activity'],
    ['USER_AUTH_EVENTS', 'user_activity'],
    ['USER_NOTIFICATION', 'user_notification'],
    ['useractivity', 'user_activity'],
    ['userauthevents', 'user_activity'],
    ['usernotification', 'user_notification'],
]);
