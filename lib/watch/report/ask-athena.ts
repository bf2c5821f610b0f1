/** Answers the questions of a report in Athena. */
import { AthenaError } from '../../query/athena/athena-error.ts';
import { executionResult } from '../../query/athena/execution-result.ts';
import type { Athena } from '../../query/athena/open-athena.ts';
import { runExecution } from '../../query/athena/run-execution.ts';
import type { Result, Row } from '../../query/result.ts';
import { QueryFailure, type Ask } from './ask.ts';

/** What Athena refused is of one question; a service that is silent may answer another time. Anything else is thrown again. */
const failureOf = (error: unknown): QueryFailure => {
    if (!(error instanceof AthenaError)) throw error;
    return new QueryFailure(error.message, error.kind === 'silent');
};

async function* watched({ batches }: Result): AsyncIterable<readonly Row[]> {
    try {
        yield* batches;
    } catch (error) {
        throw failureOf(error);
    }
}

/** `signal` stops a query in Athena too. */
export const askAthena =
    (athena: Athena, signal: AbortSignal): Ask =>
    async ({ sql }) => {
        try {
            const { id } = await runExecution(athena, sql, { signal });
            const result = await executionResult(athena, id, signal);
            return { columns: result.columns, batches: watched(result) };
        } catch (error) {
            throw failureOf(error);
        }
    };
