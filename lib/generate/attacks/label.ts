/** What is known of a generated attack: which attempts are its own, and whether the question that looks for it must find it. */
import type { AttackKind } from './attack-kinds.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { isAbove, type Strength } from './strength.ts';

/** One line of the file of labels. */
export type AttackLabel = {
    readonly attack_id: string;
    /** The name of the query that looks for it. */
    readonly kind: AttackKind;
    readonly strength: Strength;
    /** Whether it is above the default thresholds of that query. */
    readonly is_above: boolean;
    readonly user_pool_id: string;
    readonly ip_addresses: readonly string[];
    readonly user_subs: readonly string[];
    readonly user_names: readonly string[];
    readonly first_at: string;
    readonly last_at: string;
    /** event_id of each of its attempts. */
    readonly attempts: readonly string[];
};

type Cast = { readonly kind: AttackKind; readonly strength: Strength; readonly number: number };

export const labelOf = ({ kind, strength, number }: Cast, { pool }: Stage, scene: Scene): AttackLabel => {
    const times = scene.attempts.map(({ startedAtMs }) => startedAtMs);
    return {
        attack_id: `${kind}-${strength}-${number}`,
        kind,
        strength,
        is_above: isAbove(strength),
        user_pool_id: pool.id,
        ip_addresses: scene.ipAddresses,
        user_subs: scene.users.map(({ sub }) => sub),
        user_names: scene.users.map(({ name }) => name),
        first_at: new Date(Math.min(...times)).toISOString(),
        last_at: new Date(Math.max(...times)).toISOString(),
        attempts: scene.attempts.map(({ eventId }) => eventId),
    };
};
