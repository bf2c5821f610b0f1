/** Writes one record of an attempt as real exports have it, and as the documentation does. */
import type { Attempt, Step } from './attempt.ts';
import { javaDate, type JsonObject, type LogRecord } from './log-record.ts';

const feedbackFields = ({ feedback }: Attempt): JsonObject => ({
    eventFeedbackValue: feedback === null ? '' : feedback.value,
    eventFeedbackDate: feedback === null ? '' : javaDate(feedback.atMs),
    eventFeedbackProvider: feedback === null ? '' : feedback.provider,
});

const accountFields = ({ account, poolId, presence }: Attempt): JsonObject => ({
    userSub: account.sub,
    userName: account.name,
    userPoolId: poolId,
    clientId: presence.clientId,
});

const outcomeFields = ({ risk, presence }: Attempt, step: Step): JsonObject => ({
    eventResponse: step.response,
    riskLevel: risk.level,
    riskDecision: risk.decision,
    challenges: step.challenges,
    deviceName: presence.deviceName,
    ipAddress: presence.ipAddress,
});

const placeFields = ({ account, presence, risk }: Attempt): JsonObject => ({
    idpName: account.idpName,
    compromisedCredentialDetected: String(risk.isCompromised),
    city: presence.city,
    country: presence.country,
});

const logRecord = (eventSource: string, eventTimestamp: string, message: JsonObject): LogRecord => ({
    eventTimestamp,
    eventSource,
    logLevel: 'INFO',
    message,
    logSourceId: { userPoolId: message['userPoolId'] ?? '' },
});

/** As captured from exports: USER_AUTH_EVENTS, whole seconds, hasContextData, requestId equal to eventId. */
export const activityRecord = (attempt: Attempt, step: Step): LogRecord =>
    logRecord('USER_AUTH_EVENTS', String(step.atMs - (step.atMs % 1000)), {
        version: '1',
        eventId: attempt.eventId,
        eventType: attempt.eventType,
        ...accountFields(attempt),
        creationDate: javaDate(attempt.startedAtMs),
        ...outcomeFields(attempt, step),
        requestId: attempt.eventId,
        ...placeFields(attempt),
        hasContextData: String(attempt.presence.hasContextData),
        ...feedbackFields(attempt),
    });

/** Milliseconds that a time of the documentation's form carries: some, and always the same of one attempt. */
const documentedMs = ({ eventId }: Attempt): number => Number.parseInt(eventId.slice(0, 4), 16) % 1000;

/**
 * As docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html shows it: USER_ACTIVITY, milliseconds,
 * no hasContextData, a requestId of its own.
 */
export const documentedRecord = (attempt: Attempt, step: Step): LogRecord =>
    logRecord('USER_ACTIVITY', String(step.atMs - (step.atMs % 1000) + documentedMs(attempt)), {
        version: '1',
        eventId: attempt.eventId,
        eventType: attempt.eventType,
        ...accountFields(attempt),
        creationDate: javaDate(attempt.startedAtMs),
        ...outcomeFields(attempt, step),
        requestId: `${attempt.eventId.slice(9)}-${attempt.eventId.slice(0, 8)}`,
        ...placeFields(attempt),
        ...feedbackFields(attempt),
    });
