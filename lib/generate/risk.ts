/** What threat protection makes of an ordinary attempt. */
import type { Feedback, Risk } from './attempt.ts';
import type { Dice } from './dice.ts';
import { DAY_MS, HOUR_MS } from './rhythm.ts';

/** Real exports write PASS and no level for nearly everything; the other words are the API's. */
const RISKS = [
    { weight: 955, level: '', decision: 'PASS' },
    { weight: 18, level: 'Low', decision: 'PASS' },
    { weight: 12, level: 'Low', decision: 'AccountTakeover' },
    { weight: 8, level: 'Medium', decision: 'AccountTakeover' },
    { weight: 4, level: 'High', decision: 'AccountTakeover' },
    { weight: 3, level: 'High', decision: 'Block' },
] as const;

const COMPROMISED_SHARE = 0.004;
const FEEDBACK_SHARE = 0.25;

export const riskOf = (dice: Dice): Risk => {
    const { level, decision } = dice.weighted(RISKS);
    return { level, decision, isCompromised: dice.chance(COMPROMISED_SHARE) };
};

/** Some who were asked whether it was them have answered; nobody is asked when nothing was suspected. */
export const feedbackOn = (risk: Risk, startedAtMs: number, dice: Dice): Feedback | null => {
    if (risk.level === '' || !dice.chance(FEEDBACK_SHARE)) return null;
    const value = dice.chance(0.7) ? 'Valid' : 'Invalid';
    return { value, provider: dice.chance(0.5) ? 'USER' : 'Admin', atMs: startedAtMs + HOUR_MS + dice.below(DAY_MS) };
};
