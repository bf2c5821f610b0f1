/** The one person that an erasure is for, and all names that it covers. */
import { UserError } from '../../basics/user-error.ts';
import { foldText } from '../../lake/erasures/fold.ts';
import { printable } from '../../terminal/printable.ts';
import type { PersonRows } from './find-person.ts';
import type { Person, PersonInput } from './person.ts';

/** A person, and the user pool; null is enough if only one pool has such a user. */
type PersonChoice = PersonInput & { readonly pool: string | null };

/**
 * The one person that the options name; null if the lake has no such person. Throws a UserError if there are several.
 */
export const requireOnePerson = (found: readonly PersonRows[], options: PersonChoice): PersonRows | null => {
    const ofPool = found.filter(({ person }) => options.pool === null || person.pool === options.pool);
    const [only] = ofPool;
    if (only === undefined) return null;
    if (ofPool.length > 1)
        throw new UserError(
            `Several user pools have the user ${printable(options.user)}: ` +
                `${ofPool.map(({ person }) => person.pool).join(', ')}. Choose one with --pool.`,
            2,
        );
    const also = new Set(options.also.map(foldText));
    const subs = only.person.subs.filter((sub) => !also.has(foldText(sub)));
    if (subs.length > 1)
        throw new UserError(
            `${subs.length} users have the name ${printable(options.user)}: ` +
                `${subs.map(printable).join(', ')}. Give the sub of one of them instead.`,
            2,
        );
    return only;
};

/** All names of the person: those in the lake, and those that the options give. Names of other users are excluded. */
export const namesOf = ({ names, sharedNames }: Person, { user, also }: PersonInput): readonly string[] => {
    const shared = new Set(sharedNames.map(foldText));
    return [...new Set([...names, ...[user, ...also].filter((name) => !shared.has(foldText(name)))])];
};
