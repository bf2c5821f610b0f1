import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { rowsOf } from '../../support/ask.ts';
import { givenLake } from '../../support/given-lake.ts';

const HEADER = 'dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum';

const lakeWith = async (text: string): Promise<string> => {
    const folder = await givenLake({});
    mkdirSync(join(folder, 'cognito_metrics'));
    writeFileSync(join(folder, 'cognito_metrics', 'a.csv'), text);
    return folder;
};

describe('the metrics that were exported into a lake', () => {
    test('are texts; what a metric has no dimension for is NULL', async () => {
        const lake = await openLake(await lakeWith(`${HEADER}\n2026-01-10,us-west-2_EXAMPLE,SignIn,,,NoRisk,,5\n`));

        expect(await rowsOf(lake, 'select * from cognito_metrics')).toEqual([
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
            'A line of cognito_metrics/ counts nothing: 2026-01-10 us-west-2_EXAMPLE SignInSuccesses many 5.',
        ],
        ['2026-01-10,us-west-2_EXAMPLE,SignIn,c,,SignInSuccesses,5,-5', 'counts nothing'],
        ['10/1/2026,us-west-2_EXAMPLE,SignIn,c,,SignInSuccesses,5,5', 'counts nothing'],
        ['2026-01-10', 'counts nothing: 2026-01-10    .'],
    ])('are refused where a line counts nothing: %s', async (line, message) => {
        await expect(openLake(await lakeWith(`${HEADER}\n${line}\n`))).rejects.toThrow(message);
    });

    test('are refused without their header line, with the command that writes it', async () => {
        await expect(openLake(await lakeWith('2026-01-10,a\n'))).rejects.toThrow(
            `does not begin with the line ${HEADER}. Put it there; the command completeness --export writes such files`,
        );
    });
});
