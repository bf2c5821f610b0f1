/** Turns an action of a sample user into the events that Cognito would write. */
import { activityRecord, documentedRecord } from '../../lib/generate/activity-record.ts';
import type { Attempt, AttemptFeedback, AttemptRisk } from '../../lib/generate/attempt.ts';
import type { AttemptFlow, FlowStep } from '../../lib/generate/attempt-flows.ts';
import { Dice, hashToNumber } from '../../lib/generate/dice.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { notificationRecord } from '../../lib/generate/notification-record.ts';
import { timedSteps } from '../../lib/generate/ordinary-attempt.ts';
import type { SampleUser } from './sample-users.ts';

/** One action of a user. Omitted fields have their usual value. */
export type UserAction = {
    readonly user: SampleUser;
    /** `2026-01-12T08:03:00Z` */
    readonly at: string;
    readonly eventType?: string;
    readonly steps?: readonly FlowStep[];
    readonly risk?: Partial<AttemptRisk>;
    readonly feedback?: AttemptFeedback;
};

export const SIGNED_IN: readonly FlowStep[] = [['InProgress'], ['Pass', 'Password:Success']];
const SIGNED_IN_WITH_MFA: readonly FlowStep[] = [
    ['InProgress'],
    ['InProgress', 'Password:Success'],
    ['Pass', 'Password:Success', 'Mfa:Success'],
];
export const WRONG_PASSWORD: readonly FlowStep[] = [['InProgress'], ['Fail', 'Password:Failure']];

const NO_RISK: AttemptRisk = { level: '', decision: 'PASS', isCompromised: false };

/** The same action always has the same ids and times. */
const diceOf = ({ user, at }: UserAction): Dice => new Dice(hashToNumber(`${user.name}/${user.ipAddress}/${at}`), 0);

export const toAttempt = (action: UserAction): Attempt => {
    const { user, at, eventType = 'SignIn', risk = {}, feedback = null } = action;
    const dice = diceOf(action);
    const startedAtMs = Date.parse(at);
    const flow: AttemptFlow = { weight: 1, steps: action.steps ?? (user.hasMfa ? SIGNED_IN_WITH_MFA : SIGNED_IN) };
    const {
        clientId,
        ipAddress,
        deviceName,
        city: { city, country },
    } = user;
    return {
        eventId: dice.uuid(),
        eventType,
        poolId: user.poolId,
        startedAtMs,
        account: { sub: user.sub, name: user.name, idpName: '' },
        context: { clientId, ipAddress, deviceName, city, country, hasContextData: deviceName !== 'Other, Other' },
        risk: { ...NO_RISK, ...risk },
        feedback,
        steps: timedSteps(flow, startedAtMs, dice),
    };
};

const createEventsOf =
    (write: typeof activityRecord, form: string) =>
    (action: UserAction): readonly GeneratedEvent[] => {
        const attempt = toAttempt(action);
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step) => {
            const text = JSON.stringify(write(attempt, step));
            return { text, kind: 'activity', poolId, atMs: step.atMs, attemptId: eventId, form };
        });
    };

/** The events of an action in the form of real exports. */
export const eventsOf = createEventsOf(activityRecord, 'usual');

/** The events of an action in the form of the AWS documentation. */
export const documentedEventsOf = createEventsOf(documentedRecord, 'documented');

/** A delivery error, at an ISO time. */
export const deliveryErrorEvent = (poolId: string, at: string, details: string): GeneratedEvent => {
    const atMs = Date.parse(at);
    return {
        text: JSON.stringify(notificationRecord({ poolId, atMs, details })),
        kind: 'notification',
        poolId,
        atMs,
        attemptId: '',
        form: 'usual',
    };
};
