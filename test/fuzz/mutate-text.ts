/** Mutates a text: bits of it cut, doubled, spliced; its JSON with types swapped, keys renamed, values nested deep. */
import type { Dice } from '../../lib/generate/dice.ts';
import { TEXTS } from './stock.ts';

const TOKENS = [
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ',',
    ':',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\ud800',
    '\udfff',
    '\ufffd',
    'null',
    'true',
    '1e999',
    '-0',
    '\\u0000',
    '\\ud800',
    '{}',
    '[]',
    '""',
    '\n{',
    '}\n{',
    '"}',
    '{"',
    '"eventSource":"USER_ACTIVITY"',
    '"record_id":"0"',
    '"cognito_log_lake":1',
    '"logEvents":[]',
    '"messageType":"DATA_MESSAGE"',
    '__proto__',
];
const WORDS = [
    '',
    'null',
    'PASS',
    'Pass',
    'HIGH',
    'SignIn',
    'true',
    '0',
    '1e20',
    'USER_ACTIVITY',
    'USER_NOTIFICATION',
    'us-west-2_EXAMPLE',
    '../../x',
    'a/b',
    'a_1\n',
    `${'a'.repeat(60)}_1`,
    '2026-01-31',
    '1767225604000',
    '9'.repeat(30),
    '=1+1',
    '\ud800',
    '["a:b"]',
    '{"a":1}',
    'é😀',
];
const KEYS = [
    'eventTimestamp',
    'eventSource',
    'logLevel',
    'message',
    'logSourceId',
    'userPoolId',
    'details',
    'creationDate',
    'challenges',
    'riskLevel',
    'hasContextData',
    '__proto__',
    'constructor',
    'toString',
    '',
    'a.b',
    'a\nb',
    'record_id',
    'event_at',
    'dt',
    'event_type',
    'extra_names',
    'text',
    'arrived_at',
    'ingest_path',
    'log_event_id',
    'cognito_log_lake',
    'messageType',
    'logEvents',
    'id',
    'timestamp',
    'new\ud800',
];

const range = (text: string, dice: Dice): readonly [number, number] => {
    const from = dice.below(text.length + 1);
    return [from, Math.min(text.length, from + dice.below(dice.chance(0.8) ? 30 : text.length + 1))];
};

type Way = (text: string, dice: Dice) => string;

const WAYS_OF_TEXT: readonly Way[] = [
    (text, dice) => text.slice(0, dice.below(text.length + 1)),
    (text, dice) => text.slice(dice.below(text.length + 1)),
    (text, dice) => {
        const [from, to] = range(text, dice);
        return text.slice(0, from) + text.slice(to);
    },
    (text, dice) => {
        const [from, to] = range(text, dice);
        return text.slice(0, to) + text.slice(from);
    },
    (text, dice) => {
        const [from, to] = range(text, dice);
        return text.slice(0, from) + dice.pick(TOKENS) + text.slice(dice.chance(0.5) ? from : to);
    },
    (text, dice) => text.slice(0, dice.below(text.length + 1)) + dice.pick(TEXTS).slice(dice.below(200)),
];

/** A value that no mutation tells from one that JSON.parse gave. */
type Json = Record<string, unknown> | unknown[] | string | number | boolean | null;

const nested = (levels: number, dice: Dice): string => {
    const [open, close] = dice.pick([
        ['[', ']'],
        ['{"a":', '}'],
        ['[{"b":', '}]'],
    ] as const);
    return `${open.repeat(levels)}1${close.repeat(levels)}`;
};

const anyValue = (dice: Dice): Json => {
    switch (dice.below(8)) {
        case 0:
            return null;
        case 1:
            return dice.chance(0.5);
        case 2:
            return dice.pick([0, -1, 1.5, 1e20, -1e300, 1767225604, 1767225604000, 2 ** 53, 253402300799999]);
        case 3:
            return [anyValue(dice), anyValue(dice)];
        case 4:
            return { [dice.pick(KEYS)]: anyValue(dice), [dice.pick(KEYS)]: anyValue(dice) };
        case 5:
            return String.fromCharCode(...Array.from({ length: dice.below(12) }, () => dice.below(0x1_0000)));
        default:
            return dice.pick(WORDS);
    }
};

/** Every object and list in a value, it first. */
const placesIn = (value: unknown, found: object[] = []): readonly object[] => {
    if (typeof value !== 'object' || value === null || found.length > 200) return found;
    found.push(value);
    for (const part of Object.values(value)) placesIn(part, found);
    return found;
};

const PLACEHOLDER = 'a deep value stands here';

const changeIn = (place: object, dice: Dice): void => {
    const names = Object.keys(place);
    const name = dice.chance(0.7) && names.length > 0 ? dice.pick(names) : dice.pick(KEYS);
    const now: unknown = Reflect.get(place, name);
    const value = dice.chance(0.08) ? PLACEHOLDER : dice.chance(0.1) ? JSON.stringify(now ?? null) : anyValue(dice);
    if (dice.chance(0.15)) Reflect.deleteProperty(place, name);
    else
        Object.defineProperty(place, dice.chance(0.15) ? dice.pick(KEYS) : name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
};

/** JSON with a few of its values swapped; text that is none is mutated as text. */
export const mutateJson: Way = (text, dice) => {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return mutateText(text, dice);
    }
    const places = placesIn(value);
    if (places.length === 0 || places.length > 200) return JSON.stringify(anyValue(dice));
    for (let left = 1 + dice.below(3); left > 0; left -= 1) changeIn(dice.pick(places), dice);
    const json = JSON.stringify(value, null, dice.chance(0.1) ? 2 : 0);
    const levels = dice.chance(0.005) ? 20_000 : 1 + dice.below(300);
    return json.replaceAll(JSON.stringify(PLACEHOLDER), () => nested(levels, dice));
};

/** The text with a few ranges of it cut, doubled, replaced. */
export const mutateText: Way = (text, dice) => {
    let mutated = text;
    for (let left = 1 + dice.below(3); left > 0; left -= 1) mutated = dice.pick(WAYS_OF_TEXT)(mutated, dice);
    return mutated;
};
