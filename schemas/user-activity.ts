/** What Cognito writes of a user's activity: the fields that have a column. */
import * as z from 'zod';
import { challengesAt } from './challenges.ts';
import { text, truth, type JsonObject } from './field.ts';
import { instantOf } from './instant.ts';
import { fieldsOf, jsonObject, rawRecord } from './log-record.ts';

const messageFields = (message: JsonObject) => ({
    version: text(message['version']),
    eventId: text(message['eventId']),
    eventType: text(message['eventType']),
    userSub: text(message['userSub']),
    userName: text(message['userName']),
    userPoolId: text(message['userPoolId']),
    clientId: text(message['clientId']),
    creationDate: instantOf(message['creationDate']),
    eventResponse: text(message['eventResponse']),
    riskLevel: text(message['riskLevel']),
    riskDecision: text(message['riskDecision']),
    challenges: challengesAt(message['challenges']),
    deviceName: text(message['deviceName']),
    ipAddress: text(message['ipAddress']),
    requestId: text(message['requestId']),
    idpName: text(message['idpName']),
    compromisedCredentialDetected: truth(message['compromisedCredentialDetected']),
    /** The API's spelling. */
    compromisedCredentialsDetected: truth(message['compromisedCredentialsDetected']),
    hasContextData: truth(message['hasContextData']),
    city: text(message['city']),
    country: text(message['country']),
    eventFeedbackValue: text(message['eventFeedbackValue']),
    eventFeedbackDate: instantOf(message['eventFeedbackDate']),
    eventFeedbackProvider: text(message['eventFeedbackProvider']),
});

/** The fields that have a column, by the object in which they stand. */
export const ACTIVITY_FIELDS = fieldsOf(messageFields({}));

const read = (record: JsonObject) => {
    const raw = rawRecord(record);
    return {
        raw,
        eventTimestamp: instantOf(record['eventTimestamp']),
        eventSource: text(record['eventSource']),
        logLevel: text(record['logLevel']),
        message: messageFields(raw.message),
        logSourcePool: text(raw.logSourceId['userPoolId']),
    };
};

/**
 * A record of USER_ACTIVITY, named USER_AUTH_EVENTS in real exports. Every field takes whatever stands there
 * (docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html: "subject to change", fields may be null).
 * One transform reads the message: a schema a field makes a closure a field, ten times the garbage (bench/transform.ts).
 */
export const userActivity = z.compile(jsonObject.transform(read), { strict: true });

export type UserActivity = z.infer<typeof userActivity>;
