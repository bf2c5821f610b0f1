/** Converts an event of the API to the form of Cognito's export, so that the transform makes an ordinary row of it. */
import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';

/** The user of an event. The API's answer does not repeat it. */
export type BackfillUser = { readonly userPoolId: string; readonly userName: string; readonly userSub: string | null };

const isoTime = (at: Date | undefined): string | undefined =>
    at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();

/**
 * Returns the event as JSON text. Fields that only the API has (time zone) keep their own name and become extra
 * columns. Fields that only the export has (client, request) are missing.
 */
export const toExportEvent = (event: AuthEventType, { userPoolId, userName, userSub }: BackfillUser): string => {
    const { EventRisk: risk, EventContextData: context, EventFeedback: feedback } = event;
    return JSON.stringify({
        eventTimestamp: event.CreationDate?.getTime().toString(),
        eventSource: 'USER_AUTH_EVENTS',
        logLevel: 'INFO',
        message: {
            eventId: event.EventId,
            eventType: event.EventType,
            userSub,
            userName,
            userPoolId,
            creationDate: isoTime(event.CreationDate),
            eventResponse: event.EventResponse,
            riskLevel: risk?.RiskLevel,
            riskDecision: risk?.RiskDecision,
            challenges: event.ChallengeResponses?.map(({ ChallengeName, ChallengeResponse }) => ({
                ChallengeName,
                ChallengeResponse,
            })),
            deviceName: context?.DeviceName,
            ipAddress: context?.IpAddress,
            compromisedCredentialsDetected: risk?.CompromisedCredentialsDetected,
            city: context?.City,
            country: context?.Country,
            timezone: context?.Timezone,
            eventFeedbackValue: feedback?.FeedbackValue,
            eventFeedbackDate: isoTime(feedback?.FeedbackDate),
            eventFeedbackProvider: feedback?.Provider,
        },
        logSourceId: { userPoolId },
    });
};
