/** The fields of a user notification event (a message that could not be delivered) that have a column. */
import { isBlank, objectAt, toText, type JsonObject } from './field.ts';
import { instantOf } from './instant.ts';
import { fieldsOf, rawEvent } from './raw-event.ts';

/** `message` may be the text itself. */
const messageAt = (value: unknown): JsonObject =>
    typeof value === 'string' && !value.startsWith('{') && !isBlank(value) ? { details: value } : objectAt(value);

const messageFields = (message: JsonObject) => ({
    details: toText(message['details']),
    userPoolId: toText(message['userPoolId']),
});

/** The fields that have a column, by object. */
export const NOTIFICATION_FIELDS = fieldsOf(messageFields({}));

/**
 * Reads an event of USER_NOTIFICATION. Every field accepts any value. AWS does not publish the texts of `details`:
 * docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html.
 */
export const readUserNotification = (record: JsonObject) => {
    const raw = rawEvent(record, messageAt);
    return {
        raw,
        eventTimestamp: instantOf(record['eventTimestamp']),
        eventSource: toText(record['eventSource']),
        logLevel: toText(record['logLevel']),
        message: messageFields(raw.message),
        logSourcePool: toText(raw.logSourceId['userPoolId']),
    };
};

export type UserNotification = ReturnType<typeof readUserNotification>;
