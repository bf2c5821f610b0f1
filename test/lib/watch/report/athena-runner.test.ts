/** Tests of running a query of a report in Athena. */
import { expect, test } from 'vitest';
import { openAthena } from '../../../../lib/query/athena/open-athena.ts';
import { athenaRunner } from '../../../../lib/watch/report/athena-runner.ts';
import { makeQuery } from '../../../support/make-query.ts';
import { DATABASE, WORK_GROUP, withFakeAthena, type FakeAthena } from '../../../support/fake-athena.ts';

const runQuery = async (
    athenaOptions: Partial<FakeAthena>,
    signal = new AbortController().signal,
): Promise<readonly unknown[]> =>
    withFakeAthena(
        async () => ({ columns: { n: 'integer' }, rows: [{ n: 1 }, { n: 2 }, { n: 3 }] }),
        async () => {
            const run = athenaRunner(await openAthena({ workGroup: WORK_GROUP, database: DATABASE }), signal);
            const { batches } = await run({
                query: makeQuery([], 'select n from t'),
                values: new Map(),
                sql: 'select n from t',
            });
            const rows: unknown[] = [];
            for await (const batch of batches) rows.push(...batch);
            return rows;
        },
        athenaOptions,
    );

test('rows of several pages are returned in order', async () => {
    expect(await runQuery({ rowsPerPage: 2 })).toEqual([[1], [2], [3]]);
});

test('an Athena error fails the query, at once or between its rows, and is not retryable', async () => {
    await expect(
        runQuery({ finalStateOf: () => ({ state: 'FAILED', reason: 'TYPE_MISMATCH' }) }),
    ).rejects.toMatchObject({
        name: 'QueryFailure',
        isRetryable: false,
        message: 'The query failed. Athena’s reason: TYPE_MISMATCH',
    });
    let pages = 0;
    const onCall: FakeAthena['onCall'] = (name) => {
        if (name !== 'GetQueryResults') return undefined;
        pages += 1;
        return pages < 2 ? undefined : { __type: 'AccessDeniedException', message: 'no' };
    };
    await expect(runQuery({ rowsPerPage: 2, onCall })).rejects.toMatchObject({
        name: 'QueryFailure',
        isRetryable: false,
        message: expect.stringContaining('access is denied'),
    });
});

test('an aborted signal is a UserError instead of a QueryFailure, which ends the report', async () => {
    await expect(runQuery({ pollsUntilEnd: 9 }, AbortSignal.abort())).rejects.toMatchObject({ name: 'UserError' });
});
