/** The fields of a user activity event that have a column. */
import { challengesAt } from './challenges.ts';
import { toText, toBoolean, type JsonObject } from './field.ts';
import { instantOf } from './instant.ts';
import { fieldsOf, rawEvent } from './raw-event.ts';

const messageFields = (message: JsonObject) => ({
    version: toText(message['version']),
    eventId: toText(message['eventId']),
    eventType: toText(message['eventType']),
    userSub: toText(message['userSub']),
    userName: toText(message['userName']),
    userPoolId: toText(message['userPoolId']),
    clientId: toText(message['clientId']),
    creationDate: instantOf(message['creationDate']),
    eventResponse: toText(message['eventResponse']),
    riskLevel: toText(message['riskLevel']),
    riskDecision: toText(message['riskDecision']),
    challenges: challengesAt(message['challenges']),
    deviceName: toText(message['deviceName']),
    ipAddress: toText(message['ipAddress']),
    requestId: toText(message['requestId']),
    idpName: toText(message['idpName']),
    compromisedCredentialDetected: toBoolean(message['compromisedCredentialDetected']),
    /** The API's spelling. */
    compromisedCredentialsDetected: toBoolean(message['compromisedCredentialsDetected']),
    hasContextData: toBoolean(message['hasContextData']),
    city: toText(message['city']),
    country: toText(message['country']),
    eventFeedbackValue: toText(message['eventFeedbackValue']),
    eventFeedbackDate: instantOf(message['eventFeedbackDate']),
    eventFeedbackProvider: toText(message['eventFeedbackProvider']),
});

/** The fields that have a column, by object. */
export const ACTIVITY_FIELDS = fieldsOf(messageFields({}));

/**
 * Reads an event of USER_ACTIVITY, named USER_AUTH_EVENTS in real exports. Every field accepts any value
 * (docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html: "subject to change", fields may
 * be null), so nothing is left for a zod schema to check: parse has seen that it is an object.
 */
export const readUserActivity = (record: JsonObject) => {
    const raw = rawEvent(record);
    return {
        raw,
        eventTimestamp: instantOf(record['eventTimestamp']),
        eventSource: toText(record['eventSource']),
        logLevel: toText(record['logLevel']),
        message: messageFields(raw.message),
        logSourcePool: toText(raw.logSourceId['userPoolId']),
    };
};

export type UserActivity = ReturnType<typeof readUserActivity>;
