/** Makes messages of the questions that have no answer: one of all that failed for one reason. */
import type { Query } from '../../query/catalogue.ts';
import { idOf, whatOf, type Finding } from './finding.ts';
import { subject } from './subject.ts';

export type Failure = { readonly query: Query; readonly why: string };

/** In what a failure is told with, and not in its cause: the place in the query's text, and ids of requests. */
const CASUAL: readonly RegExp[] = [
    /LINE \d+:[^]*$/,
    /\bline \d+:\d+:? ?/g,
    /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
];

const causeOf = ({ why }: Failure): string => CASUAL.reduce((text, pattern) => text.replace(pattern, ''), why);

/** Of one cause. */
export type Failures = readonly [Failure, ...Failure[]];

/** The failures of each cause, in their order. */
export const byCause = (failures: readonly Failure[]): readonly Failures[] => {
    const causes = new Map<string, Failures>();
    for (const failure of failures) {
        const [first, ...others] = causes.get(causeOf(failure)) ?? [];
        causes.set(causeOf(failure), first === undefined ? [failure] : [first, ...others, failure]);
    }
    return [...causes.values()];
};

type Words = Pick<Finding, 'query' | 'subject' | 'what' | 'how_many' | 'next'>;

const ofOne = (query: Query): Words => ({
    query: query.name,
    subject: subject('failed', [query.name, 'has no answer']),
    what: whatOf(query),
    how_many: {},
    next: `ask it by hand (query ${query.name}) and read what it says; until it is answered, nobody is told of what it looks for.`,
});

/** Of no query: a subscription that takes in one query's messages takes these by their kind. */
const ofSeveral = ({ name }: Query, names: readonly string[]): Words => ({
    query: 'report',
    subject: subject('failed', [`${names.length} questions`, 'have no answer']),
    what: `What ${names.length} questions ask, which have no answer for one reason: ${names.join(', ')}.`,
    how_many: { question_count: names.length },
    next: `ask one of them by hand (query ${name}) and read what it says; until they are answered, nobody is told of what they look for.`,
});

/** The one message of them. */
export const failureFinding = ([first, ...others]: Failures, nowMs: number): Finding => {
    const names = [first, ...others].map(({ query }) => query.name);
    return {
        ...(others.length === 0 ? ofOne(first.query) : ofSeveral(first.query, names)),
        finding_id: idOf([...names, 'failure']),
        kind: 'failure',
        severity: 'high',
        who: {},
        first_at: null,
        last_at: null,
        also: { why: first.why },
        false_alarm:
            'a service that was busy or out of reach, or a lake that was rewritten meanwhile: the next report then has the answer.',
        result: null,
        given_at: new Date(nowMs).toISOString(),
    };
};
