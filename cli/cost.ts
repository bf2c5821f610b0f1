/** `cost`: what the lake costs a month, before it is deployed or from what it holds. */
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { costText, type CostReport } from '../lib/watch/cost/cost-text.ts';
import { lakeVolume } from '../lib/watch/cost/lake-volume.ts';
import { metricVolume } from '../lib/watch/cost/metric-volume.ts';
import { costsOf, totalOf, whatChangesMost } from '../lib/watch/cost/monthly-cost.ts';
import { DAYS_OF_MONTH } from '../lib/watch/cost/parts.ts';
import { readPrices } from '../lib/aws/prices.ts';
import { expectedVolume, type Volume } from '../lib/watch/cost/volume.ts';
import type { MetricResult } from '../lib/watch/metrics/daily-counts.ts';
import { dayOf, lastDays } from '../lib/watch/metrics/days.ts';
import { fetchMetrics } from '../lib/watch/metrics/fetch-metrics.ts';
import { readMetrics } from '../lib/watch/metrics/metrics-file.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { readPool } from './query-terminal.ts';

type Given = {
    readonly events?: number;
    readonly users?: number;
    readonly lake?: string;
    readonly config?: string;
    readonly prices?: string;
    readonly pool?: readonly string[];
    readonly metrics?: string;
    readonly eventBytes?: number;
    readonly deliveryErrors?: number;
    readonly queries?: number;
    readonly json: boolean;
};

const EXAMPLES = `
Before the deploy: from the events of user activity a day and the users that are active in a month; with --pool the events are reckoned
from what CloudWatch counted in the last 30 days (it takes cloudwatch:ListMetrics and cloudwatch:GetMetricData). With --lake: from what a
lake holds, the last 30 days that have rows. Pools, retention and the raw backup are those of lake.config.yml, else of the example.
The prices are a dated file of the package, for one region: prices/us-east-1.yml. A file like it, also of a few prices, overrides them.

Examples:
  $ npm run -s lake -- cost --events 100000 --users 20000
  $ npm run -s lake -- cost --events 100000 --users 20000 --config staging.yml --prices my-prices.yml --json
  $ npm run -s lake -- cost --pool us-west-2_EXAMPLE --users 20000
  $ npm run -s lake -- cost --lake my-lake
  $ npm run -s lake -- cost --lake s3://my-bucket/lake --users 20000
`;

const numberOf =
    (option: string) =>
    (text: string): number => {
        const value = Number(text);
        if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value))
            throw new Complaint(`${option} ${printable(text)}: no number. Write it as 100000`, 2);
        return value;
    };

const poolsOf = (text: string, before: readonly string[] = []): readonly string[] => [...before, readPool(text)];

const expectedOf = ({ events, users, eventBytes, deliveryErrors, queries }: Given) => {
    if (events === undefined)
        throw new Complaint(
            'cost needs --events A_DAY and --users A_MONTH, or --lake LAKE or --pool ID to count them in',
            2,
        );
    return {
        activityPerDay: events,
        activeUsers: users ?? 0,
        ...(eventBytes === undefined ? {} : { eventBytes }),
        ...(deliveryErrors === undefined ? {} : { notificationsPerDay: deliveryErrors }),
        ...(queries === undefined ? {} : { queriesPerDay: queries }),
    };
};

type Found = { readonly volume: Volume; readonly from: string; readonly unknown: string | null };

const NO_USERS =
    'The metrics do not count active users: give --users, or the Plus plan is left out. Two records are reckoned for a request to sign in or up.';

/** The month before today, or all that was saved. */
const resultsOf = async ({ pool = [], metrics }: Given): Promise<readonly MetricResult[]> => {
    if (metrics !== undefined) return readMetrics(metrics);
    const { show, stop } = statusLine();
    const nowMs = Date.now();
    const watched = {
        nowMs,
        signal: stopSignal(),
        onAsked: (done: number, all: number) => show(`asking CloudWatch for ${all} counts, ${done} are here`),
    };
    return fetchMetrics(
        pool.map((userPoolId) => ({ userPoolId, clientIds: [] })),
        lastDays(dayOf(nowMs), DAYS_OF_MONTH),
        watched,
    ).finally(stop);
};

const ofMetrics = async (given: Given, config: LakeConfig): Promise<Found> => {
    const { activityPerDay, pools, days } = metricVolume(await resultsOf(given));
    const from = `from ${given.metrics === undefined ? 'CloudWatch' : printable(given.metrics)}, ${days.firstDay} to ${days.lastDay}`;
    return {
        volume: { ...expectedVolume(expectedOf({ ...given, events: given.events ?? activityPerDay }), config), pools },
        from,
        unknown: given.users === undefined ? NO_USERS : null,
    };
};

/** What is given beside a lake stands in for what it would tell. */
const ofLake = async (lake: string, given: Given, config: LakeConfig): Promise<Found> => {
    const { firstDay, lastDay, ...counted } = await lakeVolume(lake);
    const expected = expectedOf({
        ...given,
        events: given.events ?? counted.activityPerDay,
        users: given.users ?? counted.activeUsers,
    });
    return {
        volume: { ...expectedVolume(expected, config), ...counted, activeUsers: expected.activeUsers },
        from: `from ${printable(lake)}, ${firstDay} to ${lastDay}`,
        unknown: null,
    };
};

const volumeOf = async (given: Given): Promise<Found> => {
    const file = given.config === undefined ? findConfig() : { path: resolve(given.config), isExample: false };
    const config = readConfig(file);
    const isMetrics = given.pool !== undefined || given.metrics !== undefined;
    if (isMetrics && given.lake !== undefined) throw new Complaint('give --lake, or --pool or --metrics, not both', 2);
    if (given.pool !== undefined && given.metrics !== undefined)
        throw new Complaint('give --pool or --metrics, not both', 2);
    if (given.lake !== undefined) return ofLake(given.lake, given, config);
    if (isMetrics) return ofMetrics(given, config);
    return {
        volume: expectedVolume(expectedOf(given), config),
        from: `for the pools and days of ${file.isExample ? 'the example of the settings' : printable(basename(file.path))}`,
        unknown: null,
    };
};

const jsonOf = ({ costs, ...report }: CostReport): string =>
    `${printableJson({ ...report, currency: 'USD', costs: Object.fromEntries(Object.entries(costs).map(([destination, cost]) => [destination, { ...cost, total: totalOf(cost) }])) })}\n`;

const run = async (given: Given): Promise<void> => {
    const prices = readPrices(given.prices);
    const { volume, from, unknown } = await volumeOf(given);
    const report = {
        from,
        prices: prices.told,
        volume,
        unknown,
        costs: costsOf(volume, prices.costOf),
        changes: whatChangesMost(volume, prices.costOf),
    };
    await writeOut(Readable.from([given.json ? jsonOf(report) : costText(report)]), process.stdout);
};

/** Adds the command. */
export const addCost = (program: Command): void => {
    program
        .command('cost')
        .description('say what the lake costs a month, by part, for the three places that Cognito can export to')
        .option('--events <n>', 'events of user activity a day', numberOf('--events'))
        .option('--users <n>', 'users that are active in a month', numberOf('--users'))
        .option('--lake <lake>', 'count in this lake instead: a folder, or s3://bucket/prefix')
        .option(
            '--pool <id>',
            'take the events of this user pool from CloudWatch, the last 30 days; may be given several times',
            poolsOf,
        )
        .option('--metrics <file>', 'take them from what `completeness --save-metrics` wrote')
        .option('--config <file>', 'settings other than lake.config.yml')
        .option('--prices <file>', 'prices that override those of the package')
        .option('--event-bytes <n>', 'mean bytes of an event as it is exported', numberOf('--event-bytes'))
        .option(
            '--delivery-errors <n>',
            'delivery errors a day (default: 2 in 1,000 events)',
            numberOf('--delivery-errors'),
        )
        .option('--queries <n>', 'queries a day (default: 20)', numberOf('--queries'))
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
