/** Makes findings of failed queries: one finding for all that failed for the same reason. */
import type { Query } from '../../query/catalogue.ts';
import { findingIdOf, describeQuery, type Finding } from './finding.ts';
import { formatSubject } from './format-subject.ts';

export type FailedQuery = { readonly query: Query; readonly reason: string };

/** Parts of an error message that differ although the cause is the same: line numbers and request ids. */
const VARYING_TEXT: readonly RegExp[] = [
    /LINE \d+:[^]*$/,
    /\bline \d+:\d+:? ?/g,
    /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
];

const causeOf = ({ reason }: FailedQuery): string =>
    VARYING_TEXT.reduce((text, pattern) => text.replace(pattern, ''), reason);

/** Failures with the same cause. */
export type FailedQueries = readonly [FailedQuery, ...FailedQuery[]];

/** Groups the failures by cause, in order. */
export const groupByCause = (failures: readonly FailedQuery[]): readonly FailedQueries[] => {
    const causes = new Map<string, FailedQueries>();
    for (const failure of failures) {
        const [first, ...others] = causes.get(causeOf(failure)) ?? [];
        causes.set(causeOf(failure), first === undefined ? [failure] : [first, ...others, failure]);
    }
    return [...causes.values()];
};

type FailureText = Pick<Finding, 'query' | 'subject' | 'description' | 'counts' | 'next'>;

const singleFailure = (query: Query): FailureText => ({
    query: query.name,
    subject: formatSubject('failed', [query.name, 'no result']),
    description: describeQuery(query),
    counts: {},
    next: `run it by hand (query ${query.name}) and read the error; until then, its findings are not reported.`,
});

/** Not assigned to one query: a subscription that filters by query gets these by `kind`. */
const sharedFailure = ({ name }: Query, names: readonly string[]): FailureText => ({
    query: 'report',
    subject: formatSubject('failed', [`${names.length} queries`, 'no result']),
    description: `${names.length} queries failed for the same reason: ${names.join(', ')}.`,
    counts: { query_count: names.length },
    next: `run one of them by hand (query ${name}) and read the error; until then, their findings are not reported.`,
});

/** One finding for all failures of one cause. */
export const failureFinding = ([first, ...others]: FailedQueries, nowMs: number): Finding => {
    const names = [first, ...others].map(({ query }) => query.name);
    return {
        ...(others.length === 0 ? singleFailure(first.query) : sharedFailure(first.query, names)),
        finding_id: findingIdOf([...names, 'failure']),
        kind: 'failure',
        severity: 'high',
        who: {},
        first_at: null,
        last_at: null,
        details: { reason: first.reason },
        false_positives:
            'a busy or unreachable service, or a lake rewritten meanwhile: then the next report has the result.',
        result: null,
        sent_at: new Date(nowMs).toISOString(),
    };
};
