/** The strength of an attack, relative to the default thresholds of the query that detects it. */

/** `faint` and `below` stay below in every window, `slow` because it takes a day; `above` and `strong` exceed them. */
export const ATTACK_STRENGTHS = ['faint', 'below', 'slow', 'above', 'strong'] as const;
export type AttackStrength = (typeof ATTACK_STRENGTHS)[number];

export const isAboveThreshold = (strength: AttackStrength): boolean => strength === 'above' || strength === 'strong';

export const HOUR_MINUTES = 60;
/** Duration of a slow attack: nearly a day, so that it fits into two days. */
export const SLOW_MINUTES = 1400;
