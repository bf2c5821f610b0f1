/** Reads the challenges of an attempt in each of their formats. */
import { isBlank } from './field.ts';
import { structureProblem } from './json-structure.ts';

export type Challenges = { readonly names: readonly string[]; readonly results: readonly string[] };

/** `Password:Success`, split at the last colon. A missing result is an empty string. */
const fromText = (value: string): readonly [string, string] => {
    const colon = value.lastIndexOf(':');
    return colon < 0 ? [value, ''] : [value.slice(0, colon), value.slice(colon + 1)];
};

const textAt = (value: object, keys: readonly string[]): string | null => {
    for (const key of keys) {
        const field: unknown = Reflect.get(value, key);
        if (typeof field === 'string') return field;
    }
    return null;
};

const fromObject = (value: object): readonly [string, string] | null => {
    const name = textAt(value, ['challengeName', 'ChallengeName']);
    return name === null ? null : [name, textAt(value, ['challengeResponse', 'ChallengeResponse']) ?? ''];
};

const challengeOf = (value: unknown): readonly [string, string] | null => {
    if (typeof value === 'string') return value === '' ? null : fromText(value);
    return typeof value === 'object' && value !== null ? fromObject(value) : null;
};

const JSON_START = /^\s*[[{]/;

const listOf = (value: unknown): readonly unknown[] | null => {
    if (typeof value !== 'string') return Array.isArray(value) ? value : [value];
    if (!JSON_START.test(value)) return [value];
    if (structureProblem(value) !== null) return null;
    try {
        return listOf(JSON.parse(value));
    } catch {
        return null;
    }
};

/**
 * Challenges and their results as parallel arrays. Reads `["Password:Success"]`, objects in either key case, a single
 * challenge, and JSON text of these. Undefined if there are no challenges or the value is anything else.
 */
export const challengesAt = (value: unknown): Challenges | undefined => {
    const list = isBlank(value) ? null : listOf(value);
    if (list === null || list.length === 0) return undefined;
    const names: string[] = [];
    const results: string[] = [];
    for (const item of list) {
        const challenge = challengeOf(item);
        if (challenge === null) return undefined;
        names.push(challenge[0]);
        results.push(challenge[1]);
    }
    return { names, results };
};

/** Whether a value means that there are no challenges. */
export const isNoChallenge = (value: unknown): boolean =>
    isBlank(value) || value === '[]' || (Array.isArray(value) && value.length === 0);
