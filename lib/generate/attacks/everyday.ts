/** What is no attack and looks like one: people who forget their passwords, a newsletter day, an office on the morning of a new password. */
import { officeAddress } from '../addresses.ts';
import type { Attempt } from '../attempt.ts';
import { userOf, type User } from '../user.ts';
import {
    accountOf,
    atHomeThen,
    attemptOf,
    MINUTE_MS,
    presenceAt,
    presenceAtHome,
    RIGHT_PASSWORD,
    victims,
    WRONG_PASSWORD,
    type Deed,
    type Stage,
} from './stage.ts';

const MOST_WRONG = 6;
const OFFICE_USERS = 12;
/** Among so many users those of one city are looked for. */
const SOUGHT_FOR_AN_OFFICE = 250;
/** A newsletter brings this share of a pool's users within the hours, and a new one for each three. */
const NEWSLETTER_SHARE = 0.3;
const NEWSLETTER_MINUTES = 240;
const FIRST_NEWCOMER = 0x2000_0000;

/** Some wrong passwords, then the way by mail, then in. */
export const forgottenPassword = (stage: Stage): readonly Attempt[] =>
    atHomeThen(stage, victims(stage, 1), stage.startMs).flatMap((user) => {
        const wrong = 2 + stage.dice.below(MOST_WRONG - 1);
        const deed = (minutes: number, eventType: string, responses: Deed['responses']): Attempt =>
            attemptOf(stage, {
                atMs: stage.startMs + minutes * MINUTE_MS,
                account: accountOf(user),
                presence: presenceAtHome(stage, user),
                eventType,
                responses,
            });
        return [
            ...Array.from({ length: wrong }, (_, index) => deed(index, 'SignIn', WRONG_PASSWORD)),
            deed(wrong, 'ForgotPassword', [['InProgress'], ['Pass']]),
            deed(wrong + 4, 'PasswordChange', [['Pass']]),
            deed(wrong + 5, 'SignIn', RIGHT_PASSWORD),
        ];
    });

const newcomersOf = ({ world, pool, dice }: Stage, count: number): readonly User[] =>
    Array.from({ length: count }, () =>
        userOf(world, FIRST_NEWCOMER + dice.below(0x100_0000) * world.poolCount + pool.index),
    );

/** Many sign in and some sign up within hours, each from home. */
export const newsletter = (stage: Stage): readonly Attempt[] => {
    const subscribers = victims(stage, Math.ceil((stage.world.users / stage.world.poolCount) * NEWSLETTER_SHARE));
    const readers = atHomeThen(
        stage,
        atHomeThen(stage, subscribers, stage.startMs),
        stage.startMs + NEWSLETTER_MINUTES * MINUTE_MS,
    );
    const moment = (): number => stage.startMs + stage.dice.below(NEWSLETTER_MINUTES * MINUTE_MS);
    const come = (user: User, eventType: string, responses: Deed['responses']): Attempt =>
        attemptOf(stage, {
            atMs: moment(),
            account: accountOf(user),
            presence: presenceAtHome(stage, user),
            eventType,
            responses,
        });
    return [
        ...readers.flatMap((user) => [
            ...(stage.dice.chance(0.2) ? [come(user, 'SignIn', WRONG_PASSWORD)] : []),
            come(user, 'SignIn', RIGHT_PASSWORD),
        ]),
        ...newcomersOf(stage, Math.ceil(readers.length / 3)).map((user) =>
            come(user, 'SignUp', [['InProgress'], ['Pass']]),
        ),
    ];
};

/** Colleagues behind one address, each wrong once or twice, then in. */
export const officeMorning = (stage: Stage): readonly Attempt[] => {
    const [boss, ...others] = atHomeThen(stage, victims(stage, SOUGHT_FOR_AN_OFFICE), stage.startMs);
    if (boss === undefined) return [];
    const city = boss.home;
    const ipAddress = officeAddress(stage.pool.index, city.index);
    return [boss, ...others.filter(({ home }) => home.index === city.index)].slice(0, OFFICE_USERS).flatMap((user) => {
        const presence = presenceAt(stage, ipAddress, { city, deviceName: user.browser });
        const [wrong, first] = [1 + stage.dice.below(2), stage.dice.below(25)];
        return Array.from({ length: wrong + 1 }, (_, index) =>
            attemptOf(stage, {
                atMs: stage.startMs + (first + index) * MINUTE_MS,
                account: accountOf(user),
                presence,
                eventType: 'SignIn',
                responses: index < wrong ? WRONG_PASSWORD : RIGHT_PASSWORD,
            }),
        );
    });
};
