/** Answers the questions of a report from a lake, with DuckDB. */
import { openLake, type Lake } from '../../lake/open-lake.ts';
import { engineComplaint } from '../../query/engine-complaint.ts';
import { reachOf } from '../../query/reach.ts';
import { readResult, type Result, type Row } from '../../query/result.ts';
import { QueryFailure, type Ask } from './ask.ts';

/** What DuckDB can't answer; a lake that may be compacted meanwhile is asked once more. Anything else is thrown again. */
const failureOf = (error: unknown): QueryFailure => new QueryFailure(engineComplaint(error).message, true);

/** Closes the lake behind the last row. */
async function* closing({ batches }: Result, lake: Lake): AsyncIterable<readonly Row[]> {
    try {
        yield* batches;
    } catch (error) {
        throw failureOf(error);
    } finally {
        lake.close();
    }
}

const answerOf = async (lake: Lake, sql: string): Promise<Result> => {
    try {
        const result = await readResult(lake.connection, sql);
        return { columns: result.columns, batches: closing(result, lake) };
    } catch (error) {
        lake.close();
        throw failureOf(error);
    }
};

/** The lake in a folder or in S3. It is opened for each question: none waits for the files of another. */
export const askLake =
    (lake: string): Ask =>
    async ({ query, values, sql }) => {
        const open = await openLake(lake, reachOf(query, values)).catch((error: unknown) => {
            throw failureOf(error);
        });
        return answerOf(open, sql);
    };
