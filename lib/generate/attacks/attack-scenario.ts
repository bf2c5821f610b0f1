/** A scenario: the attempts of one attack, and the ordinary attempts that belong to it. */
import type { Attempt } from '../attempt.ts';
import type { SyntheticUser } from '../synthetic-user.ts';

export type AttackScenario = {
    /** Attempts of the attack. */
    readonly attempts: readonly Attempt[];
    /** Ordinary attempts: for instance, the user signs in at home before the attacker signs in as this user. */
    readonly ordinaryAttempts: readonly Attempt[];
    /** IP addresses of the attack. */
    readonly ipAddresses: readonly string[];
    /** Users under attack, by sub and name. If the attack succeeds, only the users who were taken over. */
    readonly users: readonly Pick<SyntheticUser, 'sub' | 'name'>[];
};
