/** The interface through which a report runs its queries, and the error of a failed query. */
import type { QueryResult } from '../../query/query-result.ts';
import type { PreparedQuery } from '../../query/prepare-queries.ts';

/** Throws a QueryFailure if the query fails, at once or between its rows. Any other error ends the report. */
export type QueryRunner = (query: PreparedQuery) => Promise<QueryResult>;

/** A query that failed; the report sends a finding about it. */
export class QueryFailure extends Error {
    /** Whether a retry may help. */
    readonly isRetryable: boolean;

    /** @param message the reason, for people */
    constructor(message: string, isRetryable: boolean) {
        super(message);
        this.name = 'QueryFailure';
        this.isRetryable = isRetryable;
    }
}
