/** Runs the queries of a report on a lake, with DuckDB. */
import { toEngineError } from '../../query/engine-error.ts';
import { LakeReader } from '../../query/lake-reader.ts';
import { partitionFilterOf } from '../../query/partition-filter.ts';
import { type QueryResult, type ResultRow } from '../../query/query-result.ts';
import { QueryFailure, type QueryRunner } from './query-runner.ts';
import { runStatement } from '../../query/run-statement.ts';

/** A retryable failure: the lake may have been compacted meanwhile. Rethrows what is not an engine error. */
const toQueryFailure = (error: unknown): QueryFailure => new QueryFailure(toEngineError(error).message, true);

/** Closes the lake after the last row. */
async function* closeAfter({ batches }: QueryResult, lake: LakeReader): AsyncIterable<readonly ResultRow[]> {
    try {
        yield* batches;
    } catch (error) {
        throw toQueryFailure(error);
    } finally {
        lake.close();
    }
}

const runAndClose = async (lake: LakeReader, sql: string): Promise<QueryResult> => {
    try {
        const result = await lake.ask(async (connection) => runStatement(connection, sql));
        return { columns: result.columns, batches: closeAfter(result, lake) };
    } catch (error) {
        lake.close();
        throw toQueryFailure(error);
    }
};

/** A runner for a lake in a folder or in S3. Opens the lake for each query: no query waits for the files of another. */
export const lakeRunner =
    (lake: string): QueryRunner =>
    async ({ query, values, sql }) => {
        const opened = await LakeReader.open(lake, partitionFilterOf(query, values)).catch((error: unknown) => {
            throw toQueryFailure(error);
        });
        return runAndClose(opened, sql);
    };
