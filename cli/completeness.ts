/** The command `completeness`: compares a lake with the metrics that Cognito sends to CloudWatch. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import {
    daysToCompare,
    DEFAULT_DAYS,
    DEFAULT_MIN_SHARE,
    parseShare,
    rejectConflictingOptions,
    type CompletenessCommandOptions,
} from '../lib/watch/completeness/completeness-options.ts';
import { completenessText, type CompletenessReport } from '../lib/watch/completeness/completeness-text.ts';
import { measureCompletenessInAthena } from '../lib/watch/completeness/measure-completeness-in-athena.ts';
import {
    measureCompleteness,
    type CompletenessScope,
    type Completeness,
} from '../lib/watch/completeness/measure-completeness.ts';
import {
    clientTotals,
    daysBelow,
    comparableDays,
    poolDays,
    poolTotals,
} from '../lib/watch/completeness/completeness-totals.ts';
import { databaseOf, DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import type { MetricResult } from '../lib/watch/metrics/daily-counts.ts';
import type { DayRange } from '../lib/basics/days.ts';
import { fetchMetrics, type FetchMetricsOptions } from '../lib/watch/metrics/fetch-metrics.ts';
import { exportMetrics } from '../lib/watch/metrics/export-metrics.ts';
import { readMetrics, saveMetrics } from '../lib/watch/metrics/metrics-file.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { openStore } from '../lib/store/open-store.ts';
import { formatBytes } from '../lib/terminal/format-bytes.ts';
import { printable } from '../lib/terminal/printable.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { printNote, terminalWidth, parsePoolId } from './terminal-output.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';
import { countOf } from '../lib/terminal/summary-lines.ts';

const EXAMPLES = `
Cognito’s log export is best effort, but CloudWatch counts every sign-in and sign-up, and keeps the daily counts for 15
months. The command compares, for each pool, UTC day and event type, CloudWatch’s count of successful attempts with the
successful attempts that Cognito exported to the lake. Attempts that are in the lake only because of the
command backfill count as missing. With
--min-share, the exit code is 1 if any comparison is below the share, or if there is nothing to compare.

--save-metrics writes the results in the format of \`aws cloudwatch get-metric-data\`, and needs no lake. --metrics reads
such a file without access to AWS. --export writes the counts to the lake’s table cognito_metrics, for
\`query completeness\`, also in Athena. --athena, which needs --pool or --metrics, exports the counts and compares them in
Athena, without downloading the lake. CloudWatch counts per app client. With --athena, the command finds the clients in
CloudWatch’s list of metrics, which drops a client after two weeks without traffic: such a client is not compared.

Required permissions: cloudwatch:ListMetrics and cloudwatch:GetMetricData. AWS charges GetMetricData per metric. With
--athena, also the permissions of \`query --athena\`. Credentials are the usual AWS ones; the pool id names the region.

Examples:
  $ ${commandName()} completeness --lake my-lake
  $ ${commandName()} completeness --lake my-lake --first-day 2026-01-01 --last-day 2026-01-31
  $ ${commandName()} completeness --lake s3://my-bucket/lake --pool us-west-2_EXAMPLE --export
  $ ${commandName()} completeness --lake my-lake --min-share 0.99 --json
  $ ${commandName()} completeness --athena --pool us-west-2_EXAMPLE --workgroup cognito-log-lake-dev
  $ ${commandName()} completeness --pool us-west-2_EXAMPLE --save-metrics metrics.json
  $ ${commandName()} completeness --lake my-lake --metrics metrics.json
`;

const startMetricsProgress = (
    nowMs: number,
): { readonly fetchOptions: FetchMetricsOptions; readonly stop: () => void } => {
    const { show, stop } = statusLine();
    return {
        fetchOptions: {
            nowMs,
            signal: stopSignal(),
            onProgress: (done, all) => show(`fetching ${all} counts from CloudWatch, ${done} done`),
        },
        stop,
    };
};

const savedMetricsText = (path: string, results: readonly MetricResult[]): string =>
    `Wrote the CloudWatch results to ${printable(path)}: ` +
    `${results.filter(({ points }) => points.length > 0).length} series with points.`;

const completenessReportOf = (
    lake: string,
    { rows }: Completeness,
    { days, options }: { readonly days: DayRange; readonly options: CompletenessCommandOptions },
): CompletenessReport => {
    const each = poolDays(rows);
    const minShare = options.minShare ?? DEFAULT_MIN_SHARE;
    return {
        lake,
        days,
        minShare,
        source: options.metrics === undefined ? 'CloudWatch' : `counts of ${printable(options.metrics)}`,
        pools: poolTotals(each),
        clients: clientTotals(rows),
        poolDays: each,
        belowMinimum: daysBelow(each, minShare),
    };
};

const jsonOf = (report: CompletenessReport): string =>
    `${printableJson({
        lake: report.lake,
        first_day: report.days.firstDay,
        last_day: report.days.lastDay,
        source: report.source,
        min_share: report.minShare,
        pools: report.pools,
        clients: report.clients,
        days: report.poolDays,
        below_minimum: report.belowMinimum,
    })}\n`;

const saveAndExportMetrics = async (
    lake: string | null,
    { results, counts }: Completeness,
    options: CompletenessCommandOptions,
): Promise<void> => {
    if (options.saveMetrics !== undefined) {
        saveMetrics(options.saveMetrics, results);
        printNote(savedMetricsText(options.saveMetrics, results));
    }
    if (!options.export || lake === null) return;
    const { length } = await exportMetrics(await openStore(lake), counts);
    printNote(`Wrote ${countOf(length, 'file')} of cognito_metrics/.`);
};

/** The lake’s name for the report, and the comparison. */
const compareWithCloudWatch = async (
    options: CompletenessCommandOptions,
    scope: CompletenessScope,
    fetchOptions: FetchMetricsOptions,
): Promise<readonly [string, Completeness]> => {
    const { lake } = options;
    if (lake !== undefined) return [lake, await measureCompleteness({ lake, ...scope }, fetchOptions)];
    const workGroup = options.workgroup ?? DEFAULT_WORK_GROUP;
    const database = options.database ?? databaseOf(workGroup);
    const athenaOptions = { workGroup, database, ...scope };
    const { scannedBytes, ...rest } = await measureCompletenessInAthena(athenaOptions, fetchOptions);
    printNote(`Athena scanned ${formatBytes(scannedBytes)}. Wrote the counts to the lake’s cognito_metrics/.`);
    return [database, rest];
};

const printCompleteness = async (options: CompletenessCommandOptions, nowMs: number): Promise<void> => {
    const saved = options.metrics === undefined ? null : readMetrics(options.metrics);
    const days = daysToCompare(options, saved, nowMs);
    const { fetchOptions, stop } = startMetricsProgress(nowMs);
    const [name, all] = await compareWithCloudWatch(
        options,
        { userPoolId: options.pool ?? null, days, savedResults: saved },
        fetchOptions,
    ).finally(stop);
    const report = completenessReportOf(name, all, { days, options });
    await writeOut(
        options.json ? Readable.from([jsonOf(report)]) : completenessText(report, terminalWidth()),
        process.stdout,
    );
    await saveAndExportMetrics(options.lake ?? null, all, options);
    if (
        options.minShare !== undefined &&
        (report.belowMinimum.length > 0 || comparableDays(report.poolDays).length === 0)
    )
        process.exitCode = 1;
};

const saveMetricsOnly = async (
    userPoolId: string,
    path: string,
    { options, nowMs }: { readonly options: CompletenessCommandOptions; readonly nowMs: number },
): Promise<void> => {
    const { fetchOptions, stop } = startMetricsProgress(nowMs);
    const results = await fetchMetrics(
        [{ userPoolId, clientIds: [] }],
        daysToCompare(options, null, nowMs),
        fetchOptions,
    ).finally(stop);
    saveMetrics(path, results);
    printNote(savedMetricsText(path, results));
};

const run = async (options: CompletenessCommandOptions): Promise<void> => {
    rejectConflictingOptions(options);
    const nowMs = Date.now();
    if (options.lake !== undefined || options.athena) return printCompleteness(options, nowMs);
    return saveMetricsOnly(options.pool ?? '', options.saveMetrics ?? '', { options, nowMs });
};

/** The options and the action of the command. */
export const configureCompleteness = (command: Command): void => {
    command
        .usage('--lake FOLDER | --athena | --pool ID --save-metrics FILE [options]')
        .option('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--athena', 'compare with the deployed lake, by running the query "completeness" in Athena', false)
        .option('--workgroup <name>', `the Athena workgroup (default: ${DEFAULT_WORK_GROUP})`)
        .option('--database <name>', 'the database of the lake (default: the name of the workgroup, with _ for -)')
        .option('--pool <id>', 'only this user pool (default: every pool of the lake)', parsePoolId)
        .option('--first-day <day>', `first day, inclusive (UTC, YYYY-MM-DD; default: ${DEFAULT_DAYS} days ago)`)
        .option('--last-day <day>', 'last day, inclusive (UTC, YYYY-MM-DD; default: yesterday)')
        .option(
            '--min-share <share>',
            `flag comparisons in which the lake has less than this share of CloudWatch’s count ` +
                `(default: ${DEFAULT_MIN_SHARE}); if you set it, the exit code is 1 when any comparison is below`,
            parseShare,
        )
        .option('--metrics <file>', 'read the counts from this file instead of CloudWatch')
        .option('--save-metrics <file>', 'write the CloudWatch results to a file')
        .option('--export', 'write the counts to the lake, for `query completeness`', false)
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
