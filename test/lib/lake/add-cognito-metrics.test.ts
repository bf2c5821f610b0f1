/** Tests of loading the exported Cognito metrics of a lake. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { queryOpenLake } from '../../support/query-rows.ts';
import { makeSampleLake } from '../../support/make-sample-lake.ts';

const HEADER = 'dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum';

const lakeWith = async (text: string): Promise<string> => {
    const folder = await makeSampleLake({});
    mkdirSync(join(folder, 'cognito_metrics'));
    writeFileSync(join(folder, 'cognito_metrics', 'a.csv'), text);
    return folder;
};

describe('the exported metrics of a lake', () => {
    test('metric columns are text; a missing dimension is NULL', async () => {
        const lake = await openLake(await lakeWith(`${HEADER}\n2026-01-10,us-west-2_EXAMPLE,SignIn,,,NoRisk,,5\n`));

        expect(await queryOpenLake(lake, 'select * from cognito_metrics')).toEqual([
            {
                dt: '2026-01-10',
                user_pool_id: 'us-west-2_EXAMPLE',
                event_type: 'SignIn',
                client_id: null,
                risk_level: null,
                metric: 'NoRisk',
                sample_count: null,
                value_sum: '5',
            },
        ]);
        lake.close();
    });

    test.each([
        [
            '2026-01-10,us-west-2_EXAMPLE,SignIn,c,,SignInSuccesses,many,5',
            'Invalid line in cognito_metrics/: 2026-01-10 us-west-2_EXAMPLE SignInSuccesses many 5.',
        ],
        ['2026-01-10,us-west-2_EXAMPLE,SignIn,c,,SignInSuccesses,5,-5', 'Invalid line in cognito_metrics/'],
        ['10/1/2026,us-west-2_EXAMPLE,SignIn,c,,SignInSuccesses,5,5', 'Invalid line in cognito_metrics/'],
        ['2026-01-10', 'Invalid line in cognito_metrics/: 2026-01-10    .'],
    ])('the invalid line %s is rejected', async (line, message) => {
        await expect(openLake(await lakeWith(`${HEADER}\n${line}\n`))).rejects.toThrow(message);
    });

    test('a file without a header line is rejected, with the command that writes it', async () => {
        await expect(openLake(await lakeWith('2026-01-10,a\n'))).rejects.toThrow(
            `does not start with the header line ${HEADER}. Add it; completeness --export writes such files`,
        );
    });
});
