/** Makes one ordinary attempt of a random user. */
import type { Attempt, AttemptStep } from './attempt.ts';
import * as flows from './attempt-flows.ts';
import type { Dice } from './dice.ts';
import { requestContextOf } from './request-context.ts';
import { pickFeedback, pickRisk } from './risk.ts';
import { pickNewUser, pickAwakeUser } from './pick-user.ts';
import type { SyntheticUser } from './synthetic-user.ts';
import type { SyntheticWorld } from './synthetic-pool.ts';

const EVENT_TYPES = [
    { eventType: 'SignIn', weight: 82, flows: flows.SIGN_IN },
    { eventType: 'SignUp', weight: 4, flows: flows.SIGN_UP },
    { eventType: 'ForgotPassword', weight: 5, flows: flows.FORGOT_PASSWORD },
    { eventType: 'PasswordChange', weight: 4, flows: flows.PASSWORD_CHANGE },
    { eventType: 'ResendCode', weight: 5, flows: flows.RESEND_CODE },
] as const;

/** A user finishes each step within this time. The first record is written at the start of the attempt. */
const MAX_STEP_MS = 25_000;

const pickFlow = (kind: (typeof EVENT_TYPES)[number], user: SyntheticUser, dice: Dice): flows.AttemptFlow => {
    if (kind.eventType !== 'SignIn') return dice.weighted(kind.flows);
    if (user.idpName !== '') return dice.weighted(flows.FEDERATED_SIGN_IN);
    return dice.weighted(user.hasMfa ? flows.SIGN_IN_WITH_MFA : kind.flows);
};

/** Adds a time to each step of a flow. Real records have whole seconds. */
export const timedSteps = ({ steps }: flows.AttemptFlow, startedAtMs: number, dice: Dice): readonly AttemptStep[] => {
    let atMs = startedAtMs;
    return steps.map(([response, ...challenges], index) => {
        if (index > 0) atMs += 1000 + 1000 * Math.floor(dice.below(MAX_STEP_MS) / 1000);
        return { atMs, response, challenges };
    });
};

/** An attempt that starts at the given time (epoch ms, rounded down to a second). */
export const makeOrdinaryAttempt = (world: SyntheticWorld, atMs: number, dice: Dice): Attempt => {
    const startedAtMs = atMs - (atMs % 1000);
    const kind = dice.weighted(EVENT_TYPES);
    const pickUser = kind.eventType === 'SignUp' ? pickNewUser : pickAwakeUser;
    const locatedUser = pickUser(world, startedAtMs, dice);
    const { user, pool } = locatedUser;
    const risk = pickRisk(dice);
    return {
        eventId: dice.uuid(),
        eventType: kind.eventType,
        poolId: pool.id,
        startedAtMs,
        account: { sub: user.sub, name: user.name, idpName: user.idpName },
        context: requestContextOf(locatedUser, dice),
        risk,
        feedback: pickFeedback(risk, startedAtMs, dice),
        steps: timedSteps(risk.decision === 'Block' ? flows.BLOCKED : pickFlow(kind, user, dice), startedAtMs, dice),
    };
};
