/** Harmless traffic that looks like an attack: forgotten passwords, a newsletter day, an office after a reset. */
import { officeAddress } from '../ip-addresses.ts';
import type { Attempt } from '../attempt.ts';
import { userOf, type SyntheticUser } from '../synthetic-user.ts';
import {
    accountOf,
    usersAtHome,
    makeAttempt,
    contextAt,
    contextAtHome,
    RIGHT_PASSWORD,
    pickVictims,
    WRONG_PASSWORD,
    type AttemptSpec,
    type AttackContext,
} from './attack-context.ts';
import { MINUTE_MS } from '../../basics/days.ts';

const MAX_WRONG_PASSWORDS = 6;
const OFFICE_USERS = 12;
/** Number of users among whom colleagues of one city are picked. */
const OFFICE_CANDIDATES = 250;
/** This share of the users of a pool signs in after a newsletter, and one new user per three of them signs up. */
const NEWSLETTER_SHARE = 0.3;
const NEWSLETTER_MINUTES = 240;
const FIRST_NEW_USER = 0x2000_0000;

/** A user enters wrong passwords, resets the password by email, then signs in. */
export const forgottenPassword = (context: AttackContext): readonly Attempt[] =>
    usersAtHome(context, pickVictims(context, 1), context.startMs).flatMap((user) => {
        const wrong = 2 + context.dice.below(MAX_WRONG_PASSWORDS - 1);
        const attempt = (minutes: number, eventType: string, responses: AttemptSpec['responses']): Attempt =>
            makeAttempt(context, {
                atMs: context.startMs + minutes * MINUTE_MS,
                account: accountOf(user),
                context: contextAtHome(context, user),
                eventType,
                responses,
            });
        return [
            ...Array.from({ length: wrong }, (_, index) => attempt(index, 'SignIn', WRONG_PASSWORD)),
            attempt(wrong, 'ForgotPassword', [['InProgress'], ['Pass']]),
            attempt(wrong + 4, 'PasswordChange', [['Pass']]),
            attempt(wrong + 5, 'SignIn', RIGHT_PASSWORD),
        ];
    });

const newUsers = ({ world, pool, dice }: AttackContext, count: number): readonly SyntheticUser[] =>
    Array.from({ length: count }, () =>
        userOf(world, FIRST_NEW_USER + dice.below(0x100_0000) * world.poolCount + pool.index),
    );

/** Many users sign in and some sign up within a few hours, each from home. */
export const newsletter = (context: AttackContext): readonly Attempt[] => {
    const subscribers = pickVictims(
        context,
        Math.ceil((context.world.users / context.world.poolCount) * NEWSLETTER_SHARE),
    );
    const readers = usersAtHome(
        context,
        usersAtHome(context, subscribers, context.startMs),
        context.startMs + NEWSLETTER_MINUTES * MINUTE_MS,
    );
    const randomTimeMs = (): number => context.startMs + context.dice.below(NEWSLETTER_MINUTES * MINUTE_MS);
    const attempt = (user: SyntheticUser, eventType: string, responses: AttemptSpec['responses']): Attempt =>
        makeAttempt(context, {
            atMs: randomTimeMs(),
            account: accountOf(user),
            context: contextAtHome(context, user),
            eventType,
            responses,
        });
    return [
        ...readers.flatMap((user) => [
            ...(context.dice.chance(0.2) ? [attempt(user, 'SignIn', WRONG_PASSWORD)] : []),
            attempt(user, 'SignIn', RIGHT_PASSWORD),
        ]),
        ...newUsers(context, Math.ceil(readers.length / 3)).map((user) =>
            attempt(user, 'SignUp', [['InProgress'], ['Pass']]),
        ),
    ];
};

/** Colleagues share one IP address. Each enters one or two wrong passwords, then signs in. */
export const officeMorning = (context: AttackContext): readonly Attempt[] => {
    const [firstColleague, ...others] = usersAtHome(context, pickVictims(context, OFFICE_CANDIDATES), context.startMs);
    if (firstColleague === undefined) return [];
    const city = firstColleague.home;
    const ipAddress = officeAddress(context.pool.index, city.index);
    return [firstColleague, ...others.filter(({ home }) => home.index === city.index)]
        .slice(0, OFFICE_USERS)
        .flatMap((user) => {
            const requestContext = contextAt(context, ipAddress, { city, deviceName: user.browser });
            const [wrong, first] = [1 + context.dice.below(2), context.dice.below(25)];
            return Array.from({ length: wrong + 1 }, (_, index) =>
                makeAttempt(context, {
                    atMs: context.startMs + (first + index) * MINUTE_MS,
                    account: accountOf(user),
                    context: requestContext,
                    eventType: 'SignIn',
                    responses: index < wrong ? WRONG_PASSWORD : RIGHT_PASSWORD,
                }),
            );
        });
};
