/** What an ordinary user does next: one attempt, on the course that it takes. */
import type { Attempt, Step } from './attempt.ts';
import * as courses from './courses.ts';
import type { Dice } from './dice.ts';
import { presenceOf } from './presence.ts';
import { feedbackOn, riskOf } from './risk.ts';
import { newcomer, somebody } from './somebody.ts';
import type { User } from './user.ts';
import type { World } from './pool.ts';

const EVENT_TYPES = [
    { eventType: 'SignIn', weight: 82, courses: courses.SIGN_IN },
    { eventType: 'SignUp', weight: 4, courses: courses.SIGN_UP },
    { eventType: 'ForgotPassword', weight: 5, courses: courses.FORGOT_PASSWORD },
    { eventType: 'PasswordChange', weight: 4, courses: courses.PASSWORD_CHANGE },
    { eventType: 'ResendCode', weight: 5, courses: courses.RESEND_CODE },
] as const;

/** A person answers within this time; the first record is written at the start. */
const LONGEST_STEP_MS = 25_000;

const courseOf = (kind: (typeof EVENT_TYPES)[number], user: User, dice: Dice): courses.Course => {
    if (kind.eventType !== 'SignIn') return dice.weighted(kind.courses);
    if (user.idpName !== '') return dice.weighted(courses.FEDERATED_SIGN_IN);
    return dice.weighted(user.hasMfa ? courses.SIGN_IN_WITH_MFA : kind.courses);
};

/** Gives each step of a course its time. Real records carry whole seconds. */
export const stepsOf = ({ steps }: courses.Course, startedAtMs: number, dice: Dice): readonly Step[] => {
    let atMs = startedAtMs;
    return steps.map(([response, ...challenges], index) => {
        if (index > 0) atMs += 1000 + 1000 * Math.floor(dice.below(LONGEST_STEP_MS) / 1000);
        return { atMs, response, challenges };
    });
};

/** An attempt that begins at that moment. */
export const ordinaryAttempt = (world: World, atMs: number, dice: Dice): Attempt => {
    const startedAtMs = atMs - (atMs % 1000);
    const kind = dice.weighted(EVENT_TYPES);
    const find = kind.eventType === 'SignUp' ? newcomer : somebody;
    const whereabouts = find(world, startedAtMs, dice);
    const { user, pool } = whereabouts;
    const risk = riskOf(dice);
    return {
        eventId: dice.uuid(),
        eventType: kind.eventType,
        poolId: pool.id,
        startedAtMs,
        account: { sub: user.sub, name: user.name, idpName: user.idpName },
        presence: presenceOf(whereabouts, dice),
        risk,
        feedback: feedbackOn(risk, startedAtMs, dice),
        steps: stepsOf(risk.decision === 'Block' ? courses.BLOCKED : courseOf(kind, user, dice), startedAtMs, dice),
    };
};
