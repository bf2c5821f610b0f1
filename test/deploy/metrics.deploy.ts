/** Tests of the CloudWatch calls of `completeness`, against an emulator that we did not write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect, test } from 'vitest';
import { addDays, dayOf, startOfDayMs } from '../../lib/basics/days.ts';
import { temporaryFolder } from '../support/make-sample-lake.ts';
import { buildAll } from '../support/run-replay.ts';
import { runLakeCli } from './emulated-account.ts';

beforeAll(buildAll);

const POOL = 'us-west-2_METRICS';
const TODAY = dayOf(Date.now());

const putMetricValues = async (day: string, client: string, values: readonly number[]): Promise<void> => {
    const Dimensions = [
        { Name: 'UserPool', Value: POOL },
        { Name: 'UserPoolClient', Value: client },
    ];
    const MetricData = values.map((Value, index) => ({
        MetricName: 'SignInSuccesses',
        Dimensions,
        Timestamp: new Date(startOfDayMs(day) + index * 3_600_000),
        Value,
        Unit: 'Count' as const,
    }));
    await new CloudWatchClient({}).send(new PutMetricDataCommand({ Namespace: 'AWS/Cognito', MetricData }));
};

test('the counts of two clients and days are returned by day, from midnight to midnight', async () => {
    const path = join(temporaryFolder(), 'metrics.json');
    await putMetricValues(addDays(TODAY, -3), 'one', [1, 1, 0]);
    await putMetricValues(addDays(TODAY, -2), 'one', [1]);
    await putMetricValues(addDays(TODAY, -2), 'two', [0, 0]);

    const outcome = await runLakeCli(
        'completeness',
        '--pool',
        POOL,
        '--first-day',
        addDays(TODAY, -4),
        '--last-day',
        addDays(TODAY, -2),
        '--save-metrics',
        path,
    );

    expect(outcome).toEqual({
        code: 0,
        out: '',
        err: `Wrote the CloudWatch results to ${path}: 4 series with points.\n`,
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
        ['SampleCount', `${addDays(TODAY, -3)} 3`, `${addDays(TODAY, -2)} 1`],
        ['Sum', `${addDays(TODAY, -3)} 2`, `${addDays(TODAY, -2)} 1`],
    ]);
    expect(of('two')).toEqual([
        ['SampleCount', `${addDays(TODAY, -2)} 2`],
        ['Sum', `${addDays(TODAY, -2)} 0`],
    ]);
});
