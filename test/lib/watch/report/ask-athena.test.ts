/** Tests of a question of a report that Athena is asked. */
import { expect, test } from 'vitest';
import { openAthena } from '../../../../lib/query/athena/open-athena.ts';
import { askAthena } from '../../../../lib/watch/report/ask-athena.ts';
import { givenQuery } from '../../../support/given-query.ts';
import { DATABASE, WORK_GROUP, withAthena, type GivenAthena } from '../../../support/given-athena.ts';

const asked = async (given: Partial<GivenAthena>, signal = new AbortController().signal): Promise<readonly unknown[]> =>
    withAthena(
        async () => ({ columns: { n: 'integer' }, rows: [{ n: 1 }, { n: 2 }, { n: 3 }] }),
        async () => {
            const ask = askAthena(await openAthena({ workGroup: WORK_GROUP, database: DATABASE }), signal);
            const { batches } = await ask({
                query: givenQuery([], 'select n from t'),
                values: new Map(),
                sql: 'select n from t',
            });
            const rows: unknown[] = [];
            for await (const some of batches) rows.push(...some);
            return rows;
        },
        given,
    );

test('its rows come page by page', async () => {
    expect(await asked({ pageRows: 2 })).toEqual([[1], [2], [3]]);
});

test('what Athena refuses is of this question, at once or between its rows; a service that is silent may pass', async () => {
    await expect(asked({ endOf: () => ({ state: 'FAILED', reason: 'TYPE_MISMATCH' }) })).rejects.toMatchObject({
        name: 'QueryFailure',
        mayPass: false,
        message: 'The query failed. Athena’s reason: TYPE_MISMATCH',
    });
    let pages = 0;
    const onCall: GivenAthena['onCall'] = (name) => {
        if (name !== 'GetQueryResults') return undefined;
        pages += 1;
        return pages < 2 ? undefined : { __type: 'AccessDeniedException', message: 'no' };
    };
    await expect(asked({ pageRows: 2, onCall })).rejects.toMatchObject({
        name: 'QueryFailure',
        mayPass: false,
        message: expect.stringContaining('access is denied'),
    });
});

test('whoever stops the report does not stop one question: the report ends', async () => {
    await expect(asked({ looksUntilEnd: 9 }, AbortSignal.abort())).rejects.toMatchObject({ name: 'Complaint' });
});
