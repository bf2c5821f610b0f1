/** Mutates a text: cuts, doubles and splices it; in JSON, swaps types, renames keys and nests values deep. */
import type { Dice } from '../../lib/generate/dice.ts';
import { CORPUS_EVENTS } from './corpus.ts';

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

const randomRange = (text: string, dice: Dice): readonly [number, number] => {
    const from = dice.below(text.length + 1);
    return [from, Math.min(text.length, from + dice.below(dice.chance(0.8) ? 30 : text.length + 1))];
};

type TextMutation = (text: string, dice: Dice) => string;

const TEXT_MUTATIONS: readonly TextMutation[] = [
    (text, dice) => text.slice(0, dice.below(text.length + 1)),
    (text, dice) => text.slice(dice.below(text.length + 1)),
    (text, dice) => {
        const [from, to] = randomRange(text, dice);
        return text.slice(0, from) + text.slice(to);
    },
    (text, dice) => {
        const [from, to] = randomRange(text, dice);
        return text.slice(0, to) + text.slice(from);
    },
    (text, dice) => {
        const [from, to] = randomRange(text, dice);
        return text.slice(0, from) + dice.pick(TOKENS) + text.slice(dice.chance(0.5) ? from : to);
    },
    (text, dice) => text.slice(0, dice.below(text.length + 1)) + dice.pick(CORPUS_EVENTS).slice(dice.below(200)),
];

/** A value as from JSON.parse. */
type MutableJsonValue = Record<string, unknown> | unknown[] | string | number | boolean | null;

const nestedJson = (levels: number, dice: Dice): string => {
    const [open, close] = dice.pick([
        ['[', ']'],
        ['{"a":', '}'],
        ['[{"b":', '}]'],
    ] as const);
    return `${open.repeat(levels)}1${close.repeat(levels)}`;
};

const randomValue = (dice: Dice): MutableJsonValue => {
    switch (dice.below(8)) {
        case 0:
            return null;
        case 1:
            return dice.chance(0.5);
        case 2:
            return dice.pick([0, -1, 1.5, 1e20, -1e300, 1767225604, 1767225604000, 2 ** 53, 253402300799999]);
        case 3:
            return [randomValue(dice), randomValue(dice)];
        case 4:
            return { [dice.pick(KEYS)]: randomValue(dice), [dice.pick(KEYS)]: randomValue(dice) };
        case 5:
            return String.fromCharCode(...Array.from({ length: dice.below(12) }, () => dice.below(0x1_0000)));
        default:
            return dice.pick(WORDS);
    }
};

/** Every object and list in a value, the outermost first. */
const containersIn = (value: unknown, containers: object[] = []): readonly object[] => {
    if (typeof value !== 'object' || value === null || containers.length > 200) return containers;
    containers.push(value);
    for (const part of Object.values(value)) containersIn(part, containers);
    return containers;
};

const PLACEHOLDER = 'placeholder of a deep value';

const mutateContainer = (container: object, dice: Dice): void => {
    const names = Object.keys(container);
    const name = dice.chance(0.7) && names.length > 0 ? dice.pick(names) : dice.pick(KEYS);
    const current: unknown = Reflect.get(container, name);
    const value = dice.chance(0.08)
        ? PLACEHOLDER
        : dice.chance(0.1)
          ? JSON.stringify(current ?? null)
          : randomValue(dice);
    if (dice.chance(0.15)) Reflect.deleteProperty(container, name);
    else
        Object.defineProperty(container, dice.chance(0.15) ? dice.pick(KEYS) : name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
};

/** JSON with a few values replaced; a text that is not JSON is mutated as text. */
export const mutateJson: TextMutation = (text, dice) => {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        return mutateText(text, dice);
    }
    const containers = containersIn(value);
    if (containers.length === 0 || containers.length > 200) return JSON.stringify(randomValue(dice));
    for (let left = 1 + dice.below(3); left > 0; left -= 1) mutateContainer(dice.pick(containers), dice);
    const json = JSON.stringify(value, null, dice.chance(0.1) ? 2 : 0);
    const levels = dice.chance(0.005) ? 20_000 : 1 + dice.below(300);
    return json.replaceAll(JSON.stringify(PLACEHOLDER), () => nestedJson(levels, dice));
};

/** A text with a few ranges cut, doubled or replaced. */
export const mutateText: TextMutation = (text, dice) => {
    let mutated = text;
    for (let left = 1 + dice.below(3); left > 0; left -= 1) mutated = dice.pick(TEXT_MUTATIONS)(mutated, dice);
    return mutated;
};
