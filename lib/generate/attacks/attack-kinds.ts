/** Every kind of attack that is generated; each is named like the query that looks for it. */
import { FLOOD_KINDS, floodScene, type FloodKind } from './floods.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';
import { STRANGER_KINDS, strangerScene, type StrangerKind } from './strangers.ts';
import type { Strength } from './strength.ts';
import { TAKEOVER_KINDS, takeoverScene, type TakeoverKind } from './takeovers.ts';
import { volleyScene } from './volley.ts';
import { VOLLEY_KINDS, volleyOf, type VolleyKind } from './volleys.ts';

export type AttackKind = VolleyKind | FloodKind | TakeoverKind | StrangerKind;

type Play = (stage: Stage, strength: Strength) => Scene;

/** How each is played. */
export const ATTACKS: readonly { readonly kind: AttackKind; readonly play: Play }[] = [
    ...VOLLEY_KINDS.map((kind) => ({
        kind,
        play: (stage: Stage, strength: Strength) => volleyScene(stage, volleyOf(kind, strength)),
    })),
    ...FLOOD_KINDS.map((kind) => ({
        kind,
        play: (stage: Stage, strength: Strength) => floodScene(stage, kind, strength),
    })),
    ...TAKEOVER_KINDS.map((kind) => ({
        kind,
        play: (stage: Stage, strength: Strength) => takeoverScene(stage, kind, strength),
    })),
    ...STRANGER_KINDS.map((kind) => ({
        kind,
        play: (stage: Stage, strength: Strength) => strangerScene(stage, kind, strength),
    })),
];
