/** Builds one log record of an attempt, in the form of real exports or in the form of the AWS documentation. */
import type { Attempt, AttemptStep } from './attempt.ts';
import { javaDate, type GeneratedJsonObject, type LogRecord } from './log-record.ts';

const feedbackFields = ({ feedback }: Attempt): GeneratedJsonObject => ({
    eventFeedbackValue: feedback === null ? '' : feedback.value,
    eventFeedbackDate: feedback === null ? '' : javaDate(feedback.atMs),
    eventFeedbackProvider: feedback === null ? '' : feedback.provider,
});

const accountFields = ({ account, poolId, context }: Attempt): GeneratedJsonObject => ({
    userSub: account.sub,
    userName: account.name,
    userPoolId: poolId,
    clientId: context.clientId,
});

const outcomeFields = ({ risk, context }: Attempt, step: AttemptStep): GeneratedJsonObject => ({
    eventResponse: step.response,
    riskLevel: risk.level,
    riskDecision: risk.decision,
    challenges: step.challenges,
    deviceName: context.deviceName,
    ipAddress: context.ipAddress,
});

const locationFields = ({ account, context, risk }: Attempt): GeneratedJsonObject => ({
    idpName: account.idpName,
    compromisedCredentialDetected: String(risk.isCompromised),
    city: context.city,
    country: context.country,
});

const logRecord = (eventSource: string, eventTimestamp: string, message: GeneratedJsonObject): LogRecord => ({
    eventTimestamp,
    eventSource,
    logLevel: 'INFO',
    message,
    logSourceId: { userPoolId: message['userPoolId'] ?? '' },
});

/** The form captured from exports: USER_AUTH_EVENTS, whole seconds, hasContextData, requestId equal to eventId. */
export const activityRecord = (attempt: Attempt, step: AttemptStep): LogRecord =>
    logRecord('USER_AUTH_EVENTS', String(step.atMs - (step.atMs % 1000)), {
        version: '1',
        eventId: attempt.eventId,
        eventType: attempt.eventType,
        ...accountFields(attempt),
        creationDate: javaDate(attempt.startedAtMs),
        ...outcomeFields(attempt, step),
        requestId: attempt.eventId,
        ...locationFields(attempt),
        hasContextData: String(attempt.context.hasContextData),
        ...feedbackFields(attempt),
    });

/** The milliseconds of a timestamp in the documented form: derived from the event id, so the same for an attempt. */
const documentedMs = ({ eventId }: Attempt): number => Number.parseInt(eventId.slice(0, 4), 16) % 1000;

/**
 * The form shown on docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html:
 * USER_ACTIVITY, milliseconds, no hasContextData, a requestId that differs from eventId.
 */
export const documentedRecord = (attempt: Attempt, step: AttemptStep): LogRecord =>
    logRecord('USER_ACTIVITY', String(step.atMs - (step.atMs % 1000) + documentedMs(attempt)), {
        version: '1',
        eventId: attempt.eventId,
        eventType: attempt.eventType,
        ...accountFields(attempt),
        creationDate: javaDate(attempt.startedAtMs),
        ...outcomeFields(attempt, step),
        requestId: `${attempt.eventId.slice(9)}-${attempt.eventId.slice(0, 8)}`,
        ...locationFields(attempt),
        ...feedbackFields(attempt),
    });
