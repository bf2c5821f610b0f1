/** A scene: what happens on a stage, and which of it is an attack. */
import type { Attempt } from '../attempt.ts';
import type { User } from '../user.ts';

export type Scene = {
    /** What belongs to the attack. */
    readonly attempts: readonly Attempt[];
    /** What happens beside it, as on any day: a user signs in at home before somebody else does. */
    readonly beside: readonly Attempt[];
    /** Addresses that attack. */
    readonly ipAddresses: readonly string[];
    /** Users who are attacked, by sub and name; of a success, who was let in. */
    readonly users: readonly Pick<User, 'sub' | 'name'>[];
};
