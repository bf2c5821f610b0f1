/** Tests of columns that older files lack. test/lib/watch/check/check-queries.test.ts tests the whole comparison. */
import { expect, test } from 'vitest';
import { comparedColumns, comparedDeliveries, differingColumnsSql } from '../../../lib/lake/differing-deliveries.ts';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { COMPARED_COLUMNS } from '../../../schemas/columns.ts';
import { makeSampleLake } from '../../support/make-sample-lake.ts';
import { queryOpenLake } from '../../support/query-rows.ts';

test('NULL differs from a value, except in a column that older files lack', async () => {
    const lake = await openLake(
        await makeSampleLake({
            user_activity: [
                { record_id: 'older', country: null },
                { record_id: 'older', country: 'Austria' },
                { record_id: 'other', country: null },
                { record_id: 'other', country: 'Austria' },
                { record_id: 'other', country: 'Chile' },
            ],
        }),
    );
    const columnsThatDiffer = async (isNewer: boolean): Promise<unknown> => {
        const columns = comparedColumns('user_activity').map((column) => ({ ...column, isNewer }));
        const compared = comparedDeliveries('user_activity', { where: 'true', sparesErased: true }, columns);
        return (
            await queryOpenLake(
                lake,
                `with ${compared} select record_id, differing_columns
                    from (${differingColumnsSql('user_activity', columns)}) order by record_id`,
            )
        ).map(({ record_id, differing_columns }) => [record_id, differing_columns]);
    };

    const [newer, old] = [await columnsThatDiffer(true), await columnsThatDiffer(false)];
    lake.close();

    expect({ newer, old }).toEqual({
        newer: [
            ['older', ''],
            ['other', 'country'],
        ],
        old: [
            ['older', 'country'],
            ['other', 'country'],
        ],
    });
});

test('the compared columns are in the order of the tables', () => {
    expect(comparedColumns('user_activity').map(({ name }) => name)).toEqual(
        COMPARED_COLUMNS.user_activity.map(({ name }) => name),
    );
});
