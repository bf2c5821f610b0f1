/** Picks the risk and the feedback that threat protection records for an ordinary attempt. */
import type { AttemptFeedback, AttemptRisk } from './attempt.ts';
import type { Dice } from './dice.ts';
import { DAY_MS, HOUR_MS } from '../basics/days.ts';

/** Nearly all records of real exports have PASS and no level. The other values are from the API reference. */
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

export const pickRisk = (dice: Dice): AttemptRisk => {
    const { level, decision } = dice.weighted(RISKS);
    return { level, decision, isCompromised: dice.chance(COMPROMISED_SHARE) };
};

/** Feedback exists only for a share of the attempts that have a risk level. */
export const pickFeedback = (risk: AttemptRisk, startedAtMs: number, dice: Dice): AttemptFeedback | null => {
    if (risk.level === '' || !dice.chance(FEEDBACK_SHARE)) return null;
    const value = dice.chance(0.7) ? 'Valid' : 'Invalid';
    return { value, provider: dice.chance(0.5) ? 'USER' : 'Admin', atMs: startedAtMs + HOUR_MS + dice.below(DAY_MS) };
};
