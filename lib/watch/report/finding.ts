/** A finding: what one message tells, whoever carries it. */
import type { Query } from '../../query/catalogue.ts';
import type { Severity } from '../../query/header.ts';
import { type Plain, cellText } from '../../query/plain-value.ts';
import { WHO_COLUMNS, type Found } from './found-rows.ts';
import { keyOf } from './identity.ts';
import { subject } from './subject.ts';

export type Finding = {
    /** The same for the same finding: a run that is killed and run again replaces it. */
    readonly finding_id: string;
    readonly query: string;
    /** `more` stands for those beyond the most messages of a question, `failure` for questions that have no answer. */
    readonly kind: 'finding' | 'more' | 'failure';
    readonly severity: Severity;
    readonly subject: string;
    readonly what: string;
    readonly how_many: Readonly<Record<string, number>>;
    readonly who: Readonly<Record<string, readonly string[]>>;
    readonly first_at: string | null;
    readonly last_at: string | null;
    readonly also: Readonly<Record<string, Plain>>;
    readonly false_alarm: string;
    readonly next: string;
    /** Where the whole answer lies; null where there is none. */
    readonly result: string | null;
    readonly given_at: string;
};

/** Of what question, when, and where its answer lies. */
export type Origin = { readonly query: Query; readonly nowMs: number; readonly result: string };

/** Of several names the first ones: the answer has them all. */
const MAX_NAMES = 10;

/** What a row counts of a finding, the telling one first. */
const COUNTS = ['spray_attempt_count', 'attempt_count', 'error_count', 'event_count', 'dormant_day_count'] as const;

const ID_DIGITS = 16;

/** The id of what is told by these parts. */
export const idOf = (parts: readonly Plain[]): string => keyOf(parts).slice(0, ID_DIGITS);

const timeText = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

const asked = ({ asks }: Query): string => asks.replace(/^Asks /, '').replace(/\.? Reads .*$/, '');

/** The question, as a sentence of its own. */
export const whatOf = (query: Query): string => {
    const text = asked(query);
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};

/** How much a finding weighs among those of its question. */
export const weightOf = ({ fields }: Pick<Found, 'fields'>): number =>
    Math.max(0, ...COUNTS.map((name) => Number(fields.get(name) ?? 0)));

const countText = ({ fields }: Found): string => {
    const name = COUNTS.find((each) => typeof fields.get(each) === 'number');
    if (name === undefined) return '';
    const count = Number(fields.get(name));
    return `${count} ${name.replace(/^spray_|_count$/g, '').replace('_', ' ')}${count === 1 ? '' : 's'}`;
};

const whoOf = ({ names }: Found): Finding['who'] =>
    Object.fromEntries(
        [...names].map(([name, values]) => {
            const shown = [...values].slice(0, MAX_NAMES);
            return [name, values.size > shown.length ? [...shown, `and ${values.size - shown.length} more`] : shown];
        }),
    );

const SUBJECT_COLUMNS = ['ip_address', 'user_name', 'user_sub', 'client_id', 'error_class', 'field_name'] as const;

const titleOf = ({ fields, names }: Found): string => {
    const value = SUBJECT_COLUMNS.map((column) => fields.get(column)).find((found) => typeof found === 'string');
    if (value !== undefined) return cellText(value);
    const addresses = [...(names.get('ip_address') ?? [])].length;
    return addresses > 1 ? `${addresses} addresses` : '';
};

const isElsewhere = (name: string): boolean =>
    WHO_COLUMNS.includes(name) || ['known', 'first_at', 'last_at'].includes(name);

const numbersOf = ({ fields }: Found): Finding['how_many'] =>
    Object.fromEntries(
        [...fields].flatMap(([name, value]) =>
            typeof value === 'number' && !isElsewhere(name) ? [[name, value]] : [],
        ),
    );

const othersOf = ({ fields }: Found): Finding['also'] =>
    Object.fromEntries(
        [...fields].filter(([name, value]) => typeof value !== 'number' && value !== null && !isElsewhere(name)),
    );

const commonOf = ({ query, nowMs, result }: Origin) => ({
    query: query.name,
    severity: query.severity,
    what: whatOf(query),
    false_alarm: query.falseAlarm,
    next: query.next,
    result,
    given_at: new Date(nowMs).toISOString(),
});

/** The finding of rows of one identity. */
export const findingOf = (found: Found, origin: Origin): Finding => ({
    finding_id: idOf([found.identity.key, found.identity.episode?.fromMs ?? null]),
    kind: 'finding',
    subject: subject(origin.query.severity, [origin.query.name, titleOf(found), countText(found)]),
    how_many: numbersOf(found),
    who: whoOf(found),
    first_at: timeText(found.identity.episode?.fromMs),
    last_at: timeText(found.identity.episode?.toMs),
    also: othersOf(found),
    ...commonOf(origin),
});

/** One message for all the findings beyond the most that are told one by one. */
export const moreFinding = (rest: readonly Found[], origin: Origin): Finding => ({
    finding_id: idOf([origin.query.name, 'more', ...rest.map(({ identity }) => identity.key).toSorted()]),
    kind: 'more',
    subject: subject(origin.query.severity, [origin.query.name, `${rest.length} more`]),
    how_many: { finding_count: rest.length },
    who: {},
    first_at: null,
    last_at: null,
    also: {},
    ...commonOf(origin),
});
