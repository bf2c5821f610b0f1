/** All kinds of generated attacks. Each has the name of the query that detects it. */
import { FLOOD_KINDS, floodScenario, type FloodKind } from './floods.ts';
import type { AttackScenario } from './attack-scenario.ts';
import type { AttackContext } from './attack-context.ts';
import { STOLEN_PASSWORD_KINDS, stolenPasswordScenario, type StolenPasswordKind } from './stolen-passwords.ts';
import type { AttackStrength } from './attack-strength.ts';
import { TAKEOVER_KINDS, takeoverScenario, type TakeoverKind } from './takeovers.ts';
import { guessingScenario } from './guessing.ts';
import { GUESSING_KINDS, guessingSizeOf, type GuessingKind } from './guessing-sizes.ts';

export type AttackKind = GuessingKind | FloodKind | TakeoverKind | StolenPasswordKind;

type BuildAttack = (context: AttackContext, strength: AttackStrength) => AttackScenario;

/** Each kind with the function that builds its scenario at a strength. */
export const ATTACKS: readonly { readonly kind: AttackKind; readonly build: BuildAttack }[] = [
    ...GUESSING_KINDS.map((kind) => ({
        kind,
        build: (context: AttackContext, strength: AttackStrength) =>
            guessingScenario(context, guessingSizeOf(kind, strength)),
    })),
    ...FLOOD_KINDS.map((kind) => ({
        kind,
        build: (context: AttackContext, strength: AttackStrength) => floodScenario(context, kind, strength),
    })),
    ...TAKEOVER_KINDS.map((kind) => ({
        kind,
        build: (context: AttackContext, strength: AttackStrength) => takeoverScenario(context, kind, strength),
    })),
    ...STOLEN_PASSWORD_KINDS.map((kind) => ({
        kind,
        build: (context: AttackContext, strength: AttackStrength) => stolenPasswordScenario(context, kind, strength),
    })),
];
