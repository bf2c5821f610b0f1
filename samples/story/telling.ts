/** Tells what a person did as the events that Cognito would have written of it. */
import { activityRecord, documentedRecord } from '../../lib/generate/activity-record.ts';
import type { Attempt, Feedback, Risk } from '../../lib/generate/attempt.ts';
import type { Course, CourseStep } from '../../lib/generate/courses.ts';
import { Dice, textNumber } from '../../lib/generate/dice.ts';
import type { GeneratedEvent } from '../../lib/generate/generated-event.ts';
import { notificationRecord } from '../../lib/generate/notification-record.ts';
import { stepsOf } from '../../lib/generate/ordinary-attempt.ts';
import type { Person } from './cast.ts';

/** One thing that a person did. What is left out is as it mostly is. */
export type Deed = {
    readonly who: Person;
    /** `2026-01-12T08:03:00Z` */
    readonly at: string;
    readonly eventType?: string;
    readonly steps?: readonly CourseStep[];
    readonly risk?: Partial<Risk>;
    readonly feedback?: Feedback;
};

export const SIGNED_IN: readonly CourseStep[] = [['InProgress'], ['Pass', 'Password:Success']];
export const SIGNED_IN_WITH_MFA: readonly CourseStep[] = [
    ['InProgress'],
    ['InProgress', 'Password:Success'],
    ['Pass', 'Password:Success', 'Mfa:Success'],
];
export const WRONG_PASSWORD: readonly CourseStep[] = [['InProgress'], ['Fail', 'Password:Failure']];

const NO_RISK: Risk = { level: '', decision: 'PASS', isCompromised: false };

/** The same deed always has the same ids and times. */
const diceOf = ({ who, at }: Deed): Dice => new Dice(textNumber(`${who.name}/${who.ipAddress}/${at}`), 0);

export const attemptOf = (deed: Deed): Attempt => {
    const { who, at, eventType = 'SignIn', risk = {}, feedback = null } = deed;
    const dice = diceOf(deed);
    const startedAtMs = Date.parse(at);
    const course: Course = { weight: 1, steps: deed.steps ?? (who.hasMfa ? SIGNED_IN_WITH_MFA : SIGNED_IN) };
    const {
        clientId,
        ipAddress,
        deviceName,
        city: { city, country },
    } = who;
    return {
        eventId: dice.uuid(),
        eventType,
        poolId: who.poolId,
        startedAtMs,
        account: { sub: who.sub, name: who.name, idpName: '' },
        presence: { clientId, ipAddress, deviceName, city, country, hasContextData: deviceName !== 'Other, Other' },
        risk: { ...NO_RISK, ...risk },
        feedback,
        steps: stepsOf(course, startedAtMs, dice),
    };
};

const told =
    (write: typeof activityRecord, form: string) =>
    (deed: Deed): readonly GeneratedEvent[] => {
        const attempt = attemptOf(deed);
        const { poolId, eventId } = attempt;
        return attempt.steps.map((step) => {
            const text = JSON.stringify(write(attempt, step));
            return { text, kind: 'activity', poolId, atMs: step.atMs, attempt: eventId, form };
        });
    };

/** The events of a deed as real exports have them. */
export const tell = told(activityRecord, 'usual');

/** The events of a deed as the documentation shows them. */
export const tellAsDocumented = told(documentedRecord, 'documented');

/** A delivery error. */
export const tellError = (poolId: string, at: string, details: string): GeneratedEvent => {
    const atMs = Date.parse(at);
    return {
        text: JSON.stringify(notificationRecord({ poolId, atMs, details })),
        kind: 'notification',
        poolId,
        atMs,
        attempt: '',
        form: 'usual',
    };
};
