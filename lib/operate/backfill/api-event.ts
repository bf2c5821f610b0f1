/** Writes an event of the API as Cognito's export would: what the transform then makes of it is an ordinary row. */
import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';

/** Whose event it is. The API does not say it, as it was asked for by user. */
export type User = { readonly userPoolId: string; readonly userName: string; readonly userSub: string | null };

const instant = (at: Date | undefined): string | undefined =>
    at === undefined || Number.isNaN(at.getTime()) ? undefined : at.toISOString();

/**
 * The text of an event. What the API has and the export has not (the time zone) keeps a name of its own, and so comes to the extra columns;
 * what the export has and the API has not (client, request) is missing.
 */
export const apiEvent = (event: AuthEventType, { userPoolId, userName, userSub }: User): string => {
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
            creationDate: instant(event.CreationDate),
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
            eventFeedbackDate: instant(feedback?.FeedbackDate),
            eventFeedbackProvider: feedback?.Provider,
        },
        logSourceId: { userPoolId },
    });
};
