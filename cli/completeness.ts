/** `completeness`: how much of what Cognito counted in CloudWatch has arrived in a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/complaint.ts';
import { readDay } from '../lib/compact/closed-days.ts';
import { completenessText, type CompletenessReport } from '../lib/completeness/completeness-text.ts';
import { completeness, type Completeness } from '../lib/completeness/completeness.ts';
import { clientTotals, daysBelow, judgedDays, poolDays, poolTotals } from '../lib/completeness/shares.ts';
import { daysOfResults, type MetricResult } from '../lib/metrics/daily-counts.ts';
import { dayOf, lastDays, type Days } from '../lib/metrics/days.ts';
import { fetchMetrics, type Watched } from '../lib/metrics/fetch-metrics.ts';
import { exportMetrics } from '../lib/metrics/metric-lines.ts';
import { readMetrics, saveMetrics } from '../lib/metrics/metrics-file.ts';
import { writeOut } from '../lib/query/write-out.ts';
import { openStore } from '../lib/store/open-store.ts';
import { printable } from '../lib/terminal/printable.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { tell, terminalWidth } from './query-terminal.ts';
import { readPool } from './read-pool.ts';

type Given = {
    readonly lake?: string; readonly pool?: string; readonly firstDay?: string; readonly lastDay?: string; readonly minShare?: number;
    readonly metrics?: string; readonly saveMetrics?: string; readonly export: boolean; readonly json: boolean;
};

const EXAMPLES = `
The export is best effort. CloudWatch counts all sign-ins and sign-ups of each app client, and what threat protection found: a day a
point, kept for 15 months. Compared are attempts that were exported, in UTC days, for every pool that the lake has; what only backfill
knows did not arrive. Judged are the successes of each pool, day and event type: with --min-share the exit code is 1 when one is below, or
when nothing can be judged. The last day that is over may still be on its way for some minutes.

--save-metrics writes what CloudWatch answered in the form in which \`aws cloudwatch get-metric-data\` prints it, --metrics reads it where
there is no way to AWS. --export puts it into the lake's table cognito_metrics: \`query completeness\` then shows the same, also in Athena.

It takes cloudwatch:ListMetrics and cloudwatch:GetMetricData, for which AWS charges by the metric. Credentials are those of every AWS
tool, the region is in a pool's id.

Examples:
  $ npm run -s lake -- completeness --lake my-lake
  $ npm run -s lake -- completeness --lake s3://my-bucket/lake --pool us-west-2_EXAMPLE --first-day 2026-01-01 --last-day 2026-01-31 --export
  $ npm run -s lake -- completeness --lake my-lake --min-share 0.99 --json
  $ npm run -s lake -- completeness --pool us-west-2_EXAMPLE --save-metrics metrics.json
  $ npm run -s lake -- completeness --lake my-lake --metrics metrics.json
`;

const USUAL_DAYS = 7;
const USUAL_MIN_SHARE = 0.95;

const shareOf = (text: string): number => {
    const share = Number(text);
    if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
    throw new Complaint(`--min-share is a share from 0 to 1, such as 0.99, not ${printable(text)}`, 2);
};

const refuseMixed = ({ lake, pool, metrics, saveMetrics: save, export: isExport, minShare }: Given): void => {
    if (lake === undefined && (save === undefined || pool === undefined)) throw new Complaint('completeness needs --lake LAKE, or --pool ID and --save-metrics FILE', 2);
    if (lake === undefined && (isExport || minShare !== undefined)) throw new Complaint('--export and --min-share need --lake LAKE', 2);
    if (metrics !== undefined && save !== undefined) throw new Complaint('give --metrics or --save-metrics, not both', 2);
};

/** Of saved results all days, of CloudWatch the last ones that are over. */
const daysOf = ({ firstDay, lastDay }: Given, saved: readonly MetricResult[] | null, nowMs: number): Days => {
    const usual = (saved === null ? null : daysOfResults(saved)) ?? lastDays(dayOf(nowMs), USUAL_DAYS);
    const first = firstDay === undefined ? null : readDay(firstDay, '--first-day');
    const last = lastDay === undefined ? usual.lastDay : readDay(lastDay, '--last-day');
    if (first !== null && first > last) throw new Complaint(`--first-day ${first} is after --last-day ${last}`, 2);
    return { firstDay: first ?? (usual.firstDay <= last ? usual.firstDay : last), lastDay: last };
};

const watching = (nowMs: number): { readonly watched: Watched; readonly stop: () => void } => {
    const { show, stop } = statusLine();
    return { watched: { nowMs, signal: stopSignal(), onAsked: (done, all) => show(`asking CloudWatch for ${all} counts, ${done} are here`) }, stop };
};

const savedText = (path: string, results: readonly MetricResult[]): string => `Wrote what CloudWatch answered to ${printable(path)}: ${results.filter(({ points }) => points.length > 0).length} counts with points.`;

const reportOf = (lake: string, { rows }: Completeness, { days, given }: { readonly days: Days; readonly given: Given }): CompletenessReport => {
    const each = poolDays(rows);
    const minShare = given.minShare ?? USUAL_MIN_SHARE;
    return {
        lake, days, minShare, from: given.metrics === undefined ? 'CloudWatch' : `counts of ${printable(given.metrics)}`,
        pools: poolTotals(each), clients: clientTotals(rows), poolDays: each, below: daysBelow(each, minShare),
    };
};

const jsonOf = ({ lake, days, minShare, from, pools, clients, poolDays: each, below }: CompletenessReport): string =>
    `${JSON.stringify({ lake, first_day: days.firstDay, last_day: days.lastDay, from, min_share: minShare, pools, clients, days: each, below })}\n`;

const afterwards = async (lake: string, found: Completeness, given: Given): Promise<void> => {
    if (given.saveMetrics !== undefined) {
        saveMetrics(given.saveMetrics, found.results);
        tell(savedText(given.saveMetrics, found.results));
    }
    if (!given.export) return;
    const { length } = await exportMetrics(await openStore(lake), found.counts);
    tell(`Wrote ${length} ${length === 1 ? 'file' : 'files'} of cognito_metrics/.`);
};

const compareLake = async (lake: string, given: Given, nowMs: number): Promise<void> => {
    const saved = given.metrics === undefined ? null : readMetrics(given.metrics);
    const days = daysOf(given, saved, nowMs);
    const { watched, stop } = watching(nowMs);
    const found = await completeness({ lake, userPoolId: given.pool ?? null, days, saved }, watched).finally(stop);
    const report = reportOf(lake, found, { days, given });
    await writeOut(given.json ? Readable.from([jsonOf(report)]) : completenessText(report, terminalWidth()), process.stdout);
    await afterwards(lake, found, given);
    if (given.minShare !== undefined && (report.below.length > 0 || judgedDays(report.poolDays).length === 0)) process.exitCode = 1;
};

const saveOnly = async (userPoolId: string, path: string, { given, nowMs }: { readonly given: Given; readonly nowMs: number }): Promise<void> => {
    const { watched, stop } = watching(nowMs);
    const results = await fetchMetrics([{ userPoolId, clientIds: [] }], daysOf(given, null, nowMs), watched).finally(stop);
    saveMetrics(path, results);
    tell(savedText(path, results));
};

const run = async (given: Given): Promise<void> => {
    refuseMixed(given);
    const nowMs = Date.now();
    if (given.lake !== undefined) return compareLake(given.lake, given, nowMs);
    return saveOnly(given.pool ?? '', given.saveMetrics ?? '', { given, nowMs });
};

/** Adds the command. */
export const addCompleteness = (program: Command): void => {
    program
        .command('completeness')
        .description('measure how much of what Cognito counted in CloudWatch has arrived in a lake')
        .option('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--pool <id>', 'only this user pool (default: every pool of the lake)', readPool)
        .option('--first-day <day>', `first day, UTC, included (default: ${USUAL_DAYS} days ago)`)
        .option('--last-day <day>', 'last day, UTC, included (default: yesterday)')
        .option('--min-share <share>', `exit with 1 when less than this arrived on a day (default: ${USUAL_MIN_SHARE}, without an exit code)`, shareOf)
        .option('--metrics <file>', 'don’t ask CloudWatch: take what was saved')
        .option('--save-metrics <file>', 'write what CloudWatch answered to a file')
        .option('--export', 'put the counts into the lake, for the query completeness', false)
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
