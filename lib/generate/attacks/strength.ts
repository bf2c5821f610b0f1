/** How strong an attack is, against the default thresholds of the question that looks for it. */

/** faint and near stay below in every window, slow does so by taking a day; just and strong are above. */
export const STRENGTHS = ['faint', 'near', 'slow', 'just', 'strong'] as const;
export type Strength = (typeof STRENGTHS)[number];

export const isAbove = (strength: Strength): boolean => strength === 'just' || strength === 'strong';

export const HOUR_MINUTES = 60;
/** Of a slow attack: nearly a day, so that two days have room for one. */
export const SLOW_MINUTES = 1400;
