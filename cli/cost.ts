/** The command `cost`: estimates the monthly cost of a lake, before or after the deployment. */
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import type { LakeConfig } from '../lib/deploy/config/lake-config.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { costText, type CostReport } from '../lib/watch/cost/cost-text.ts';
import { lakeVolume } from '../lib/watch/cost/lake-volume.ts';
import { metricVolume } from '../lib/watch/cost/metric-volume.ts';
import { monthlyCosts, totalOf, rankCostDrivers } from '../lib/watch/cost/monthly-cost.ts';
import { DAYS_PER_MONTH } from '../lib/watch/cost/bill-lines.ts';
import { readPrices } from '../lib/aws/prices.ts';
import { expectedVolume, type Volume } from '../lib/watch/cost/volume.ts';
import type { MetricResult } from '../lib/watch/metrics/daily-counts.ts';
import { dayOf, lastDays } from '../lib/basics/days.ts';
import { fetchMetrics } from '../lib/watch/metrics/fetch-metrics.ts';
import { readMetrics } from '../lib/watch/metrics/metrics-file.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { parsePoolId } from './terminal-output.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type CostCommandOptions = {
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

const METRICS_PERMISSIONS = 'requires cloudwatch:ListMetrics and cloudwatch:GetMetricData';

const EXAMPLES = `
The estimate uses one of:

  --events and --users  your expected traffic, before the deployment
  --pool                the CloudWatch metrics of the last 30 days (${METRICS_PERMISSIONS})
  --metrics             the same metrics from a file that completeness --save-metrics wrote
  --lake                the last 30 days of an existing lake

With --pool or --metrics, add --users to include the Plus plan: the metrics have no active users. With --lake, --users
replaces the number of users in the lake. Pools, retention and raw backup come from lake.config.yml, or else from the
example config. Prices come from prices/us-east-1.yml in the package: one region, as of the date in the file. --prices
overrides them.

Examples:
  $ ${commandName()} cost --events 100000 --users 20000
  $ ${commandName()} cost --events 100000 --users 20000 --config staging.yml --prices my-prices.yml --json
  $ ${commandName()} cost --pool us-west-2_EXAMPLE --users 20000
  $ ${commandName()} cost --lake my-lake
  $ ${commandName()} cost --lake s3://my-bucket/lake --users 20000
`;

const parseNumber =
    (option: string) =>
    (text: string): number => {
        const value = Number(text);
        if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value))
            throw new UserError(`${option} must be a number, such as 100000, not ${printable(text)}`, 2);
        return value;
    };

const collectPools = (text: string, previous: readonly string[] = []): readonly string[] => [
    ...previous,
    parsePoolId(text),
];

const expectedTraffic = ({ events, users, eventBytes, deliveryErrors, queries }: CostCommandOptions) => {
    if (events === undefined)
        throw new UserError(
            'cost requires --events N (per day) and --users N (per month), or --lake LAKE, or --pool ID',
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

type CostBasis = { readonly volume: Volume; readonly source: string; readonly warning: string | null };

const NO_USERS_NOTE =
    'The metrics have no active users: pass --users to include the Plus plan. ' +
    'Assumes two events per sign-in or sign-up.';

/** The results of the last 30 days, or of the --metrics file. */
const readMetricResults = async ({ pool = [], metrics }: CostCommandOptions): Promise<readonly MetricResult[]> => {
    if (metrics !== undefined) return readMetrics(metrics);
    const { show, stop } = statusLine();
    const nowMs = Date.now();
    const fetchOptions = {
        nowMs,
        signal: stopSignal(),
        onProgress: (done: number, all: number) => show(`fetching ${all} counts from CloudWatch, ${done} done`),
    };
    return fetchMetrics(
        pool.map((userPoolId) => ({ userPoolId, clientIds: [] })),
        lastDays(dayOf(nowMs), DAYS_PER_MONTH),
        fetchOptions,
    ).finally(stop);
};

const basisFromMetrics = async (options: CostCommandOptions, config: LakeConfig): Promise<CostBasis> => {
    const { activityPerDay, pools, days } = metricVolume(await readMetricResults(options));
    const origin = options.metrics === undefined ? 'CloudWatch' : printable(options.metrics);
    const source = `from ${origin}, ${days.firstDay} to ${days.lastDay}`;
    return {
        volume: {
            ...expectedVolume(expectedTraffic({ ...options, events: options.events ?? activityPerDay }), config),
            pools,
        },
        source,
        warning: options.users === undefined ? NO_USERS_NOTE : null,
    };
};

/** Options take precedence over what the lake shows. */
const basisFromLake = async (lake: string, options: CostCommandOptions, config: LakeConfig): Promise<CostBasis> => {
    const { firstDay, lastDay, ...counted } = await lakeVolume(lake);
    const expected = expectedTraffic({
        ...options,
        events: options.events ?? counted.activityPerDay,
        users: options.users ?? counted.activeUsers,
    });
    return {
        volume: { ...expectedVolume(expected, config), ...counted, activeUsers: expected.activeUsers },
        source: `from ${printable(lake)}, ${firstDay} to ${lastDay}`,
        warning: null,
    };
};

const readCostBasis = async (options: CostCommandOptions): Promise<CostBasis> => {
    const { config: configPath, pool, metrics, lake } = options;
    const file = configPath === undefined ? findConfig() : { path: resolve(configPath), isExample: false };
    const config = readConfig(file);
    const isMetrics = pool !== undefined || metrics !== undefined;
    if (isMetrics && lake !== undefined)
        throw new UserError('Cannot combine --lake with --pool or --metrics. Use one of them.', 2);
    if (pool !== undefined && metrics !== undefined)
        throw new UserError('Cannot combine --pool with --metrics. Use one of them.', 2);
    if (lake !== undefined) return basisFromLake(lake, options, config);
    if (isMetrics) return basisFromMetrics(options, config);
    return {
        volume: expectedVolume(expectedTraffic(options), config),
        source: `pools and retention of ${file.isExample ? 'the example config' : printable(basename(file.path))}`,
        warning: null,
    };
};

const jsonOf = ({ costs, ...report }: CostReport): string => {
    const withTotals = Object.entries(costs).map(([destination, cost]): [string, object] => [
        destination,
        { ...cost, total: totalOf(cost) },
    ]);
    return `${printableJson({ ...report, currency: 'USD', costs: Object.fromEntries(withTotals) })}\n`;
};

const run = async (options: CostCommandOptions): Promise<void> => {
    const prices = readPrices(options.prices);
    const { volume, source, warning } = await readCostBasis(options);
    const report = {
        source,
        prices: prices.description,
        volume,
        warning,
        costs: monthlyCosts(volume, prices.costOf),
        drivers: rankCostDrivers(volume, prices.costOf),
    };
    await writeOut(Readable.from([options.json ? jsonOf(report) : costText(report)]), process.stdout);
};

/** The options and the action of the command. */
export const configureCost = (command: Command): void => {
    command
        .option('--events <n>', 'user activity events per day', parseNumber('--events'))
        .option('--users <n>', 'active users per month', parseNumber('--users'))
        .option('--lake <lake>', 'estimate from this lake: a folder, or s3://bucket/prefix')
        .option('--pool <id>', 'estimate from the CloudWatch metrics of this user pool (repeatable)', collectPools)
        .option('--metrics <file>', 'estimate from a file written by `completeness --save-metrics`')
        .option('--config <file>', 'config file (default: lake.config.yml)')
        .option('--prices <file>', 'file with prices that override those of the package')
        .option('--event-bytes <n>', 'mean bytes of an exported event', parseNumber('--event-bytes'))
        .option(
            '--delivery-errors <n>',
            'delivery errors per day (default: 2 in 1,000 events)',
            parseNumber('--delivery-errors'),
        )
        .option('--queries <n>', 'Athena queries per day (default: 20)', parseNumber('--queries'))
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
