/** What CloudWatch counted, asked of an emulator that others wrote: the calls and their answers are not those of our own server alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect, test } from 'vitest';
import { dayAfter, dayOf, msOf } from '../../lib/watch/metrics/days.ts';
import { temporaryFolder } from '../support/given-lake.ts';
import { buildAll } from '../support/given-replay.ts';
import { lake } from './given-account.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_METRICS';
const TODAY = dayOf(Date.now());

const put = async (day: string, client: string, values: readonly number[]): Promise<void> => {
    const Dimensions = [
        { Name: 'UserPool', Value: POOL },
        { Name: 'UserPoolClient', Value: client },
    ];
    const MetricData = values.map((Value, index) => ({
        MetricName: 'SignInSuccesses',
        Dimensions,
        Timestamp: new Date(msOf(day) + index * 3_600_000),
        Value,
        Unit: 'Count' as const,
    }));
    await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: 'AWS/Cognito', MetricData }));
};

test('the counts of two clients and days come back by day, from midnight to midnight', async () => {
    const path = join(temporaryFolder(), 'metrics.json');
    await put(dayAfter(TODAY, -3), 'one', [1, 1, 0]);
    await put(dayAfter(TODAY, -2), 'one', [1]);
    await put(dayAfter(TODAY, -2), 'two', [0, 0]);

    const outcome = await lake(
        'completeness',
        '--pool',
        POOL,
        '--first-day',
        dayAfter(TODAY, -4),
        '--last-day',
        dayAfter(TODAY, -2),
        '--save-metrics',
        path,
    );

    expect(outcome).toEqual({
        code: 0,
        out: '',
        err: `Wrote what CloudWatch answered to ${path}: 4 counts with points.\n`,
    });
    const results: readonly {
        readonly Label: string;
        readonly Timestamps: readonly string[];
        readonly Values: readonly number[];
    }[] = JSON.parse(readFileSync(path, 'utf8')).MetricDataResults;
    const of = (client: string) =>
        results
            .filter(({ Label }) => Label.endsWith(`UserPoolClient=${client}`) && Label.startsWith('SignIn'))
            .map(({ Label, Timestamps, Values }) => [
                Label.split(' ')[1],
                ...Timestamps.map((at, index) => `${at.slice(0, 10)} ${Values[index]}`),
            ]);
    expect(of('one')).toEqual([
        ['SampleCount', `${dayAfter(TODAY, -3)} 3`, `${dayAfter(TODAY, -2)} 1`],
        ['Sum', `${dayAfter(TODAY, -3)} 2`, `${dayAfter(TODAY, -2)} 1`],
    ]);
    expect(of('two')).toEqual([
        ['SampleCount', `${dayAfter(TODAY, -2)} 2`],
        ['Sum', `${dayAfter(TODAY, -2)} 0`],
    ]);
});
