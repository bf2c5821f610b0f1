/** Tells a person what apply would change, and how it ended. */
import { refusalsText } from '../plan/refusals-text.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import type { Outcome, Proposal } from './apply.ts';
import type { Change } from './merge.ts';

const changeText = ({ event_source, before, after, is_changed }: Change, width: number | null): string => {
    const line = (sign: string, text: string): string => hanging(`    ${sign} `, printable(text), width);
    const lines = is_changed
        ? `${before === null ? '' : line('-', before)}${line('+', after)}`
        : line('=', `${after} (stays)`);
    return `  ${printable(event_source)}\n${lines}`;
};

/** The difference, and what AWS would say to it. */
export const proposalText = ({ user_pool_id, account, changes, refusals }: Proposal, width: number | null): string =>
    [
        `The log delivery of ${printable(user_pool_id)}, account ${account}\n`,
        ...changes.map((change) => changeText(change, width)),
        refusalsText(refusals, 'refused', 'AWS would refuse', width),
        refusalsText(refusals, 'doubtful', 'AWS may take it, but', width),
    ].join('');

const ENDINGS: Readonly<Record<Outcome['ending'], string>> = {
    set: 'Set, and read back as it was set. Records come a few minutes after the next sign-in.\n',
    unchanged: 'It is so already: nothing was changed.\n',
    refused: 'Nothing was changed.\n',
    declined: 'Nothing was changed.\n',
};

export const endingText = ({ ending }: Outcome): string => ENDINGS[ending];
