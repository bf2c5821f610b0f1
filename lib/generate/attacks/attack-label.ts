/** The label of a generated attack: its attempts, and whether the query of its kind must find it. */
import type { AttackKind } from './attack-kinds.ts';
import type { AttackScenario } from './attack-scenario.ts';
import type { AttackContext } from './attack-context.ts';
import { isAboveThreshold, type AttackStrength } from './attack-strength.ts';

/** One line of the labels file. */
export type AttackLabel = {
    readonly attack_id: string;
    /** The name of the query that detects it. */
    readonly kind: AttackKind;
    readonly strength: AttackStrength;
    /** True if the attack exceeds the default thresholds of that query. */
    readonly is_above_threshold: boolean;
    readonly user_pool_id: string;
    readonly ip_addresses: readonly string[];
    readonly user_subs: readonly string[];
    readonly user_names: readonly string[];
    readonly first_at: string;
    readonly last_at: string;
    /** event_id of each attempt. */
    readonly attempts: readonly string[];
};

/** `number` makes the attack_id unique within an export. */
type AttackIdentity = { readonly kind: AttackKind; readonly strength: AttackStrength; readonly number: number };

export const labelOf = (
    { kind, strength, number }: AttackIdentity,
    { pool }: AttackContext,
    scenario: AttackScenario,
): AttackLabel => {
    const times = scenario.attempts.map(({ startedAtMs }) => startedAtMs);
    return {
        attack_id: `${kind}-${strength}-${number}`,
        kind,
        strength,
        is_above_threshold: isAboveThreshold(strength),
        user_pool_id: pool.id,
        ip_addresses: scenario.ipAddresses,
        user_subs: scenario.users.map(({ sub }) => sub),
        user_names: scenario.users.map(({ name }) => name),
        first_at: new Date(Math.min(...times)).toISOString(),
        last_at: new Date(Math.max(...times)).toISOString(),
        attempts: scenario.attempts.map(({ eventId }) => eventId),
    };
};
