/** Compares the policy of a bucket with the statements that it must have. Other statements are its owner's, and stay. */
import type { BucketStatement } from './bucket-policy.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/** AWS writes a list of one as its only member, and keeps no order. */
const canonical = (value: unknown): unknown => {
    if (Array.isArray(value))
        return value.length === 1
            ? canonical(value[0])
            : value.map((each) => JSON.stringify(canonical(each))).toSorted();
    return isObject(value)
        ? Object.entries(value)
              .map(([key, each]) => [key, canonical(each)] as const)
              .toSorted(([one], [other]) => (one < other ? -1 : 1))
        : value;
};

const isSame = (one: unknown, other: unknown): boolean =>
    JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));

const parseStatements = (policy: string | null): readonly JsonObject[] => {
    const document: unknown = policy === null || policy === '' ? {} : JSON.parse(policy);
    const statements = isObject(document) ? (document['Statement'] ?? []) : [];
    return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
};

export type PolicyChange = { readonly before: string; readonly after: string; readonly policy: string };

const sidsOf = (statements: readonly JsonObject[]): string =>
    statements.map(({ Sid }) => (typeof Sid === 'string' ? Sid : 'a statement without Sid')).join(', ') || 'none';

/** What to change, or null if the policy has every statement. */
export const policyChange = (
    expected: readonly BucketStatement<string>[],
    policy: string | null,
): PolicyChange | null => {
    const found = parseStatements(policy);
    const missing = expected.filter((statement) => !found.some((each) => isSame(each, statement)));
    if (missing.length === 0) return null;
    const kept = found.filter(({ Sid }) => !missing.some((statement) => statement.Sid === Sid));
    const Statement = [...kept, ...missing];
    return {
        before: `statements: ${sidsOf(found)}`,
        after: `${missing.map(({ Sid }) => Sid).join(', ')} as in the stack`,
        policy: JSON.stringify({ Version: '2012-10-17', Statement }),
    };
};
