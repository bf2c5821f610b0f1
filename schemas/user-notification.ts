/** What Cognito writes of a message that could not be delivered: the fields that have a column. */
import * as z from 'zod';
import { isBlank, objectAt, text, type JsonObject } from './field.ts';
import { instantOf } from './instant.ts';
import { fieldsOf, jsonObject, rawRecord } from './log-record.ts';

/** The message may be the text itself. */
const messageAt = (value: unknown): JsonObject =>
    typeof value === 'string' && !value.startsWith('{') && !isBlank(value) ? { details: value } : objectAt(value);

const messageFields = (message: JsonObject) => ({
    details: text(message['details']),
    userPoolId: text(message['userPoolId']),
});

/** The fields that have a column, by the object in which they stand. */
export const NOTIFICATION_FIELDS = fieldsOf(messageFields({}));

const read = (record: JsonObject) => {
    const raw = rawRecord(record, messageAt);
    return {
        raw,
        eventTimestamp: instantOf(record['eventTimestamp']),
        eventSource: text(record['eventSource']),
        logLevel: text(record['logLevel']),
        message: messageFields(raw.message),
        logSourcePool: text(raw.logSourceId['userPoolId']),
    };
};

/** docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html. The texts of `details` are not published. */
export const userNotification = z.compile(jsonObject.transform(read), { strict: true });

export type UserNotification = z.infer<typeof userNotification>;
