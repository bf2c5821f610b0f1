/** A finding: the content of one message, whatever channel sends it. */
import type { Query } from '../../query/catalogue.ts';
import type { Severity } from '../../query/sql-header.ts';
import { WHO_COLUMNS, type FindingGroup } from './group-findings.ts';
import { hashParts } from './finding-identity.ts';
import { formatSubject } from './format-subject.ts';
import { type JsonValue, cellText } from '../../query/json-value.ts';

export type Finding = {
    /** Stable for the same finding: a rerun after a killed run replaces it. */
    readonly finding_id: string;
    readonly query: string;
    /** `overflow` counts the findings beyond the maximum of a query; `failure` is for queries that failed. */
    readonly kind: 'finding' | 'overflow' | 'failure';
    readonly severity: Severity;
    readonly subject: string;
    readonly description: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly who: Readonly<Record<string, readonly string[]>>;
    readonly first_at: string | null;
    readonly last_at: string | null;
    readonly details: Readonly<Record<string, JsonValue>>;
    readonly false_positives: string;
    readonly next: string;
    /** Location of the whole result; null if the query failed. */
    readonly result: string | null;
    readonly sent_at: string;
};

/** The query of a finding, the time, and the location of the result. */
export type FindingContext = { readonly query: Query; readonly nowMs: number; readonly result: string };

/** More names than this are cut; the result has them all. */
const MAX_NAMES = 10;

/** Count columns, most specific first. */
const COUNT_COLUMNS = [
    'spray_attempt_count',
    'attempt_count',
    'error_count',
    'event_count',
    'dormant_day_count',
] as const;

const ID_DIGITS = 16;

/** The finding id of these parts. */
export const findingIdOf = (parts: readonly JsonValue[]): string => hashParts(parts).slice(0, ID_DIGITS);

const timeText = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** The title and description of a query, without when to look at it. */
export const describeQuery = ({ title, description }: Query): string =>
    `${title}. ${description.replace(/ Look at it [^.]*\.$/, '')}`;

/** The weight of a finding among those of its query: its greatest count. */
export const weightOf = ({ fields }: Pick<FindingGroup, 'fields'>): number =>
    Math.max(0, ...COUNT_COLUMNS.map((name) => Number(fields.get(name) ?? 0)));

const countText = ({ fields }: FindingGroup): string => {
    const name = COUNT_COLUMNS.find((column) => typeof fields.get(column) === 'number');
    if (name === undefined) return '';
    const count = Number(fields.get(name));
    return `${count} ${name.replace(/^spray_|_count$/g, '').replace('_', ' ')}${count === 1 ? '' : 's'}`;
};

const whoOf = ({ names }: FindingGroup): Finding['who'] =>
    Object.fromEntries(
        [...names].map(([name, values]) => {
            const shown = [...values].slice(0, MAX_NAMES);
            return [name, values.size > shown.length ? [...shown, `and ${values.size - shown.length} more`] : shown];
        }),
    );

const SUBJECT_COLUMNS = ['ip_address', 'user_name', 'user_sub', 'client_id', 'error_class', 'field_name'] as const;

const titleOf = ({ fields, names }: FindingGroup): string => {
    const value = SUBJECT_COLUMNS.map((column) => fields.get(column)).find((text) => typeof text === 'string');
    if (value !== undefined) return cellText(value);
    const addresses = [...(names.get('ip_address') ?? [])].length;
    return addresses > 1 ? `${addresses} addresses` : '';
};

const isShownElsewhere = (name: string): boolean =>
    WHO_COLUMNS.includes(name) || ['is_allowlisted', 'first_at', 'last_at'].includes(name);

const countsOf = ({ fields }: FindingGroup): Finding['counts'] =>
    Object.fromEntries(
        [...fields].flatMap(([name, value]) =>
            typeof value === 'number' && !isShownElsewhere(name) ? [[name, value]] : [],
        ),
    );

const detailsOf = ({ fields }: FindingGroup): Finding['details'] =>
    Object.fromEntries(
        [...fields].filter(([name, value]) => typeof value !== 'number' && value !== null && !isShownElsewhere(name)),
    );

const commonFieldsOf = ({ query, nowMs, result }: FindingContext) => ({
    query: query.name,
    severity: query.severity,
    description: describeQuery(query),
    false_positives: query.falsePositives,
    next: query.nextStep,
    result,
    sent_at: new Date(nowMs).toISOString(),
});

/** Makes a finding of the rows of one identity. */
export const toFinding = (group: FindingGroup, context: FindingContext): Finding => ({
    finding_id: findingIdOf([group.identity.key, group.identity.episode?.fromMs ?? null]),
    kind: 'finding',
    subject: formatSubject(context.query.severity, [context.query.name, titleOf(group), countText(group)]),
    counts: countsOf(group),
    who: whoOf(group),
    first_at: timeText(group.identity.episode?.fromMs),
    last_at: timeText(group.identity.episode?.toMs),
    details: detailsOf(group),
    ...commonFieldsOf(context),
});

/** One finding for all groups beyond the maximum number of messages. */
export const overflowFinding = (rest: readonly FindingGroup[], context: FindingContext): Finding => ({
    finding_id: findingIdOf([context.query.name, 'overflow', ...rest.map(({ identity }) => identity.key).toSorted()]),
    kind: 'overflow',
    subject: formatSubject(context.query.severity, [context.query.name, `${rest.length} more`]),
    counts: { finding_count: rest.length },
    who: {},
    first_at: null,
    last_at: null,
    details: {},
    ...commonFieldsOf(context),
});
