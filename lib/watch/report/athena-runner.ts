/** Runs the queries of a report in Athena. */
import { AthenaError } from '../../query/athena/athena-error.ts';
import { readExecutionResult } from '../../query/athena/read-execution-result.ts';
import type { Athena } from '../../query/athena/open-athena.ts';
import { runExecution } from '../../query/athena/run-execution.ts';
import type { QueryResult, ResultRow } from '../../query/query-result.ts';
import { QueryFailure, type QueryRunner } from './query-runner.ts';

/** An AthenaError fails one query, and can be retried if the service was unavailable. Rethrows any other error. */
const toQueryFailure = (error: unknown): QueryFailure => {
    if (!(error instanceof AthenaError)) throw error;
    return new QueryFailure(error.message, error.kind === 'unavailable');
};

async function* convertErrors({ batches }: QueryResult): AsyncIterable<readonly ResultRow[]> {
    try {
        yield* batches;
    } catch (error) {
        throw toQueryFailure(error);
    }
}

/** Returns a runner for one workgroup. Aborting `signal` also stops the running query in Athena. */
export const athenaRunner =
    (athena: Athena, signal: AbortSignal): QueryRunner =>
    async ({ sql }) => {
        try {
            const { id } = await runExecution(athena, sql, { signal });
            const result = await readExecutionResult(athena, id, signal);
            return { columns: result.columns, batches: convertErrors(result) };
        } catch (error) {
            throw toQueryFailure(error);
        }
    };
