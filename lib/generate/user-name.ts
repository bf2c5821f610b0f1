/** Names of synthetic users: words, email addresses and UUIDs, in several scripts. */
import type { Dice } from './dice.ts';

const NAMES: readonly [string, ...string[]] = [
    'ana',
    'ben',
    'chloe',
    'dmitri',
    'emeka',
    'fatima',
    'grace',
    'hugo',
    'ines',
    'jonas',
    'kavya',
    'liam',
    'mei',
    'noor',
    'olga',
    'pedro',
    'quinn',
    'rosa',
    'samir',
    'tomoko',
    'uma',
    'viktor',
    'wanda',
    'ximena',
    'yusuf',
    'zanele',
    'aiko',
    'bruno',
    'carla',
    'dario',
];

const NAMES_IN_OTHER_SCRIPTS: readonly [string, ...string[]] = [
    'zoë',
    'søren',
    'łukasz',
    'josé',
    'οδυσσέας',
    'олена',
    'נועה',
    'مريم',
    'आरव',
    'ณัฐ',
    '李雷',
    '山田',
    '지민',
    'ana🌵',
];

const FORMS = [
    { form: 'word', weight: 42 },
    { form: 'mail', weight: 25 },
    { form: 'uuid', weight: 28 },
    { form: 'script', weight: 5 },
] as const;

/** A unique user name. A name that is used again gets the number of the user appended. */
export const userName = (index: number, dice: Dice): string => {
    const { form } = dice.weighted(FORMS);
    if (form === 'uuid') return dice.uuid();
    if (form === 'script') return `${dice.pick(NAMES_IN_OTHER_SCRIPTS)}${index + 1}`;
    const word = `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : index + 1}`;
    return form === 'mail' ? `${word}@example.com` : word;
};
