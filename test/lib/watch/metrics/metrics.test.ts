/** Tests of the rooms of the metrics that need no server: labels, days, counts and the saved file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCounts, daysOfResults } from '../../../../lib/watch/metrics/daily-counts.ts';
import { daysIn, lastDays, startOfDayMs } from '../../../../lib/basics/days.ts';
import { labelOf, parseLabel } from '../../../../lib/watch/metrics/metric-label.ts';
import { readMetrics, saveMetrics } from '../../../../lib/watch/metrics/metrics-file.ts';
import { METRICS, possibleSeries } from '../../../../lib/watch/metrics/metric-series.ts';
import { temporaryFolder } from '../../../support/make-sample-lake.ts';

const SIGN_INS = 'UserPool=us-west-2_EXAMPLE UserPoolClient=1example';
const points = (...values: readonly (readonly [string, number])[]) =>
    values.map(([day, value]) => ({ atMs: startOfDayMs(day), value }));

describe('a label', () => {
    test('of every possible series parses back to that series', () => {
        const all = possibleSeries('us-west-2_EXAMPLE', ['1example', 'a+b']);

        const expected = all.flatMap((series) =>
            METRICS[series.metric].statistics.map((statistic) => ({ series, statistic })),
        );

        expect(expected.map(({ series, statistic }) => parseLabel(labelOf(series, statistic)))).toEqual(expected);
        // Two success and three throttle metrics of two clients and Admin; then those of threat protection.
        expect(all.length).toBe(3 * (2 + 3) + 3 * 2 + 3 * 3 * 3);
    });

    test.each([
        '',
        'SignInSuccesses',
        `SignInSuccesses Average ${SIGN_INS}`,
        `SignIns Sum ${SIGN_INS}`,
        `Risk SampleCount Operation=SignIn UserPoolId=us-west-2_EXAMPLE`,
        'SignInSuccesses Sum UserPool=us-west-2_EXAMPLE',
        `SignInSuccesses Sum ${SIGN_INS} RiskLevel=low`,
        `SignInSuccesses Sum ${SIGN_INS} UserPool=us-west-2_EXAMPLE`,
        'SignInSuccesses Sum UserPool=../../etc UserPoolClient=1example',
        'SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient==1+1',
        'SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient=',
        'SignInSuccesses Sum UserPool=us-west-2_EXAMPLE UserPoolClient="x,y"',
        `SignInSuccesses Sum ${SIGN_INS}\n`,
    ])('that is invalid parses to null: %j', (label) => {
        expect(parseLabel(label)).toBeNull();
    });
});

test('the days of a range cross the end of a month and a leap day', () => {
    expect(daysIn({ firstDay: '2028-02-28', lastDay: '2028-03-01' })).toEqual([
        '2028-02-28',
        '2028-02-29',
        '2028-03-01',
    ]);
    expect(daysIn({ firstDay: '2028-03-02', lastDay: '2028-03-01' })).toEqual([]);
});

test('lastDays ends yesterday', () => {
    expect(lastDays('2026-01-03', 7)).toEqual({ firstDay: '2025-12-27', lastDay: '2026-01-02' });
});

describe('daily counts', () => {
    test('are zero on days without a point, and absent for a series without any point', () => {
        const results = [
            { label: `SignInSuccesses SampleCount ${SIGN_INS}`, points: points(['2026-01-10', 5]) },
            { label: `SignInSuccesses Sum ${SIGN_INS}`, points: points(['2026-01-10', 4]) },
            { label: 'NoRisk Sum Operation=SignIn UserPoolId=us-west-2_EXAMPLE', points: [] },
            { label: 'Risk Sum Operation=SignIn UserPoolId=us-west-2_EXAMPLE', points: points(['2026-01-20', 3]) },
        ];

        const counts = dailyCounts(results, { firstDay: '2026-01-10', lastDay: '2026-01-11' });

        expect(counts.map(({ metric, day, sampleCount, sum }) => [metric, day, sampleCount, sum])).toEqual([
            ['SignInSuccesses', '2026-01-10', 5, 4],
            ['SignInSuccesses', '2026-01-11', 0, 0],
        ]);
        expect(daysOfResults(results)).toEqual({ firstDay: '2026-01-10', lastDay: '2026-01-20' });
        expect(daysOfResults([])).toBeNull();
    });

    test('merge pages with the same label and take the greater of two values for a day', () => {
        const label = `SignInSuccesses Sum ${SIGN_INS}`;
        const results = [
            { label, points: points(['2026-01-10', 5]) },
            { label, points: points(['2026-01-11', 7], ['2026-01-10', 4]) },
        ];

        expect(
            dailyCounts(results, { firstDay: '2026-01-10', lastDay: '2026-01-11' }).map(({ sampleCount, sum }) => [
                sampleCount,
                sum,
            ]),
        ).toEqual([
            [null, 5],
            [null, 7],
        ]);
    });

    test('throw for an invalid label', () => {
        expect(() =>
            dailyCounts([{ label: 'x', points: [] }], { firstDay: '2026-01-10', lastDay: '2026-01-10' }),
        ).toThrow('unexpected label: x');
    });

    test('keep an unknown operation as written', () => {
        const [count] = dailyCounts(
            [{ label: 'Risk Sum Operation=Teleport UserPoolId=us-west-2_EXAMPLE', points: points(['2026-01-10', 1]) }],
            { firstDay: '2026-01-10', lastDay: '2026-01-10' },
        );

        expect(count).toMatchObject({ eventType: 'Teleport', userPoolId: 'us-west-2_EXAMPLE' });
    });
});

const fileOf = (value: unknown): string => {
    const path = join(temporaryFolder(), 'metrics.json');
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
};
const makeDocument = (more: object) => ({
    MetricDataResults: [
        {
            Id: 'a',
            Label: `SignInSuccesses Sum ${SIGN_INS}`,
            Timestamps: ['2026-01-10T00:00:00+00:00'],
            Values: [5],
            StatusCode: 'Complete',
            ...more,
        },
    ],
    Messages: [],
});

describe('saved metrics', () => {
    test('that cannot be written leave no temporary file, and the error says why', () => {
        const folder = temporaryFolder();

        expect(() => saveMetrics(folder, [])).toThrow(`Cannot write ${folder}: it is a folder, not a file.`);
        expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
        expect(() => saveMetrics(join(folder, 'none', 'x.json'), [])).toThrow(/^Cannot write .*none\/x\.json: ENOENT/);
    });

    test('are read back unchanged, and no temporary file remains', () => {
        const path = join(temporaryFolder(), 'metrics.json');
        const results = [
            { label: `SignInSuccesses Sum ${SIGN_INS}`, points: points(['2026-01-10', 5], ['2026-01-11', 0]) },
            { label: `SignInSuccesses SampleCount ${SIGN_INS}`, points: [] },
        ];

        saveMetrics(path, results);

        expect(readMetrics(path)).toEqual(results);
        expect(readdirSync(join(path, '..'))).toEqual(['metrics.json']);
        expect(JSON.parse(readFileSync(path, 'utf8')).MetricDataResults[0]).toEqual({
            Id: 'm0',
            Label: `SignInSuccesses Sum ${SIGN_INS}`,
            Timestamps: ['2026-01-10T00:00:00+00:00', '2026-01-11T00:00:00+00:00'],
            Values: [5, 0],
            StatusCode: 'Complete',
        });
    });

    test('may have times in any format of the AWS CLI, and the status PartialData', () => {
        const times = ['2026-01-10T00:00:00Z', '2026-01-11T01:00:00+01:00', startOfDayMs('2026-01-12') / 1000];

        const [result] = readMetrics(
            fileOf(
                `\ufeff${JSON.stringify(makeDocument({ Timestamps: times, Values: [1, 2, 3], StatusCode: 'PartialData' }))}`,
            ),
        );

        expect(result?.points).toEqual(points(['2026-01-10', 1], ['2026-01-11', 2], ['2026-01-12', 3]));
    });

    test.each([
        ['no JSON', 'x', 'Cannot read metrics from '],
        ['another object', { Metrics: [] }, /^Cannot read metrics from .*metrics\.json: MetricDataResults: /],
        [
            'a list',
            [],
            'it has no MetricDataResults, which `aws cloudwatch get-metric-data` prints. ' +
                'Create the file with: completeness --pool ID --save-metrics ',
        ],
        [
            'without the label of this command',
            makeDocument({ Label: 'SignInSuccesses' }),
            'the label "SignInSuccesses" is invalid. Write it like "SignInSuccesses Sum UserPool=',
        ],
        ['times and values of different lengths', makeDocument({ Values: [1, 2] }), 'has 1 times and 2 values'],
        [
            'hourly counts',
            makeDocument({ Timestamps: ['2026-01-10T01:00:00Z'] }),
            'has no daily counts. Use a period of 86400 that starts at midnight UTC',
        ],
        ['a failed result', makeDocument({ StatusCode: 'InternalError' }), 'has the status InternalError'],
        [
            'an invalid time',
            makeDocument({ Timestamps: ['yesterday'] }),
            'MetricDataResults.0.Timestamps.0: write times as 2026-01-31T00:00:00Z',
        ],
        ['a negative count', makeDocument({ Values: [-1] }), 'MetricDataResults.0.Values.0: '],
        ['a count above the maximum', makeDocument({ Values: [1e20] }), 'MetricDataResults.0.Values.0: '],
        ['an escape sequence', makeDocument({ Label: '\u001b[2J' }), 'the label "\\x1b[2J"'],
    ])('are rejected: %s', (_, value, message) => {
        expect(() => readMetrics(fileOf(value))).toThrow(message);
    });
});
