/** Tests of the rooms of the metrics that need no server: labels, days, counts and the saved file. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCounts, daysOfResults } from '../../../../lib/watch/metrics/daily-counts.ts';
import { everyDay, lastDays, msOf } from '../../../../lib/watch/metrics/days.ts';
import { labelOf, readLabel } from '../../../../lib/watch/metrics/metric-label.ts';
import { readMetrics, saveMetrics } from '../../../../lib/watch/metrics/metrics-file.ts';
import { METRICS, possibleSeries } from '../../../../lib/watch/metrics/series.ts';
import { temporaryFolder } from '../../../support/given-lake.ts';

const SIGN_INS = 'UserPool=us-west-2_EXAMPLE UserPoolClient=1example';
const points = (...given: readonly (readonly [string, number])[]) =>
    given.map(([day, value]) => ({ atMs: msOf(day), value }));

describe('a label', () => {
    test('of every series that a pool may have reads back to it', () => {
        const all = possibleSeries('us-west-2_EXAMPLE', ['1example', 'a+b']);

        const read = all.flatMap((series) =>
            METRICS[series.metric].statistics.map((statistic) => ({ series, statistic })),
        );

        expect(read.map(({ series, statistic }) => readLabel(labelOf(series, statistic)))).toEqual(read);
        expect(all.length).toBe(3 * 2 + 3 * 2 + 3 * 3 * 3);
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
    ])('that tells something else is none: %j', (label) => {
        expect(readLabel(label)).toBeNull();
    });
});

test('the days of a stretch go over the end of a month and of February', () => {
    expect(everyDay({ firstDay: '2028-02-28', lastDay: '2028-03-01' })).toEqual([
        '2028-02-28',
        '2028-02-29',
        '2028-03-01',
    ]);
    expect(everyDay({ firstDay: '2028-03-02', lastDay: '2028-03-01' })).toEqual([]);
});

test('the last days end yesterday', () => {
    expect(lastDays('2026-01-03', 7)).toEqual({ firstDay: '2025-12-27', lastDay: '2026-01-02' });
});

describe('the counts of results', () => {
    test('are zero on days without a point, and not there for a series without any', () => {
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

    test('of pages with the same label come together; of two values for a day the greater is the later', () => {
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

    test('of a label that is none are a mistake of ours', () => {
        expect(() =>
            dailyCounts([{ label: 'x', points: [] }], { firstDay: '2026-01-10', lastDay: '2026-01-10' }),
        ).toThrow('no label of ours: x');
    });

    test('are of an operation that the lake has no word for as it is written', () => {
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
const one = (more: object) => ({
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
    test('that can’t be written leave nothing behind, and say why', () => {
        const folder = temporaryFolder();

        expect(() => saveMetrics(folder, [])).toThrow(`${folder} can’t be written: EISDIR`);
        expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
        expect(() => saveMetrics(join(folder, 'none', 'x.json'), [])).toThrow('can’t be written: ENOENT');
    });

    test('read back to what was saved, and nothing unfinished is left', () => {
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

    test('may have times as any version of the tool writes them, and be of one page of more', () => {
        const times = ['2026-01-10T00:00:00Z', '2026-01-11T01:00:00+01:00', msOf('2026-01-12') / 1000];

        const [result] = readMetrics(
            fileOf(`\ufeff${JSON.stringify(one({ Timestamps: times, Values: [1, 2, 3], StatusCode: 'PartialData' }))}`),
        );

        expect(result?.points).toEqual(points(['2026-01-10', 1], ['2026-01-11', 2], ['2026-01-12', 3]));
    });

    test.each([
        ['no JSON', 'x', 'is no file of metrics: '],
        ['something else', { Metrics: [] }, 'is no file of metrics: MetricDataResults: '],
        [
            'a list',
            [],
            'it has no MetricDataResults, as `aws cloudwatch get-metric-data` prints them. Make one with: completeness --pool ID --save-metrics ',
        ],
        [
            'the labels of its own that CloudWatch gives',
            one({ Label: 'SignInSuccesses' }),
            'the label "SignInSuccesses" does not tell what was counted, as "SignInSuccesses Sum UserPool=',
        ],
        ['times and values of other lengths', one({ Values: [1, 2] }), 'has 1 times and 2 values'],
        [
            'hours for days',
            one({ Timestamps: ['2026-01-10T01:00:00Z'] }),
            'is not counted by days of UTC: it takes a period of 86400 from midnight on',
        ],
        ['a failed result', one({ StatusCode: 'InternalError' }), 'has the status InternalError'],
        [
            'a time that is none',
            one({ Timestamps: ['yesterday'] }),
            'MetricDataResults.0.Timestamps.0: write times as 2026-01-31T00:00:00Z',
        ],
        ['a negative count', one({ Values: [-1] }), 'MetricDataResults.0.Values.0: '],
        ['a count beyond counting', one({ Values: [1e20] }), 'MetricDataResults.0.Values.0: '],
        ['a text that commands a terminal', one({ Label: '\u001b[2J' }), 'the label "\\x1b[2J"'],
    ])('that are %s are refused', (_, value, message) => {
        expect(() => readMetrics(fileOf(value))).toThrow(message);
    });
});
