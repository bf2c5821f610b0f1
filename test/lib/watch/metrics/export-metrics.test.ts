/** Tests of writing daily counts to the table cognito_metrics of a lake. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DailyCount } from '../../../../lib/watch/metrics/daily-counts.ts';
import { exportMetrics } from '../../../../lib/watch/metrics/export-metrics.ts';
import { folderStore } from '../../../../lib/store/folder-store.ts';
import { makeSampleLake } from '../../../support/make-sample-lake.ts';

const makeCount = (day: string, more: Partial<DailyCount> = {}): DailyCount => ({
    metric: 'SignInSuccesses',
    userPoolId: 'us-west-2_EXAMPLE',
    eventType: 'SignIn',
    clientId: 'one',
    riskLevel: '',
    day,
    sampleCount: 5,
    sum: 4,
    ...more,
});

test('each pool and month is one file; a second export replaces the same days and series', async () => {
    const lake = await makeSampleLake({});
    const store = folderStore(lake);

    await exportMetrics(store, [makeCount('2026-01-30'), makeCount('2026-01-31'), makeCount('2026-02-01')]);
    const files = await exportMetrics(store, [
        makeCount('2026-01-31', { sampleCount: 9 }),
        makeCount('2026-01-31', { metric: 'NoRisk', clientId: '', sampleCount: null, sum: 7 }),
        makeCount('2026-01-31', { userPoolId: 'us-west-2_OTHER' }),
    ]);

    expect(files).toEqual([
        'cognito_metrics/us-west-2_EXAMPLE_2026-01.csv',
        'cognito_metrics/us-west-2_OTHER_2026-01.csv',
    ]);
    expect(readFileSync(join(lake, files[0]!), 'utf8'))
        .toBe(`dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum
2026-01-30,us-west-2_EXAMPLE,SignIn,one,,SignInSuccesses,5,4
2026-01-31,us-west-2_EXAMPLE,SignIn,,,NoRisk,,7
2026-01-31,us-west-2_EXAMPLE,SignIn,one,,SignInSuccesses,9,4
`);
    expect(readFileSync(join(lake, 'cognito_metrics/us-west-2_EXAMPLE_2026-02.csv'), 'utf8').split('\n')).toHaveLength(
        3,
    );
});

test.each([
    'day,count\n',
    'dt,user_pool_id,event_type,client_id,risk_level,metric,sample_count,value_sum\n"2026-01-30",a,b,c,d,e,1,2\n',
])('a file of another program is not overwritten: %j', async (text) => {
    const lake = await makeSampleLake({});
    const path = join(lake, 'cognito_metrics', 'us-west-2_EXAMPLE_2026-01.csv');
    mkdirSync(join(lake, 'cognito_metrics'));
    writeFileSync(path, text);

    await expect(exportMetrics(folderStore(lake), [makeCount('2026-01-30')])).rejects.toThrow(
        `Cannot update ${path}: another program wrote it. Move it`,
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
});
