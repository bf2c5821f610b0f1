/** `completeness`: how much of what Cognito counted in CloudWatch has arrived in a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { completenessText, type CompletenessReport } from '../lib/watch/completeness/completeness-text.ts';
import { completenessInAthena } from '../lib/watch/completeness/completeness-in-athena.ts';
import { completeness, type Asked, type Completeness } from '../lib/watch/completeness/completeness.ts';
import { clientTotals, daysBelow, judgedDays, poolDays, poolTotals } from '../lib/watch/completeness/shares.ts';
import { databaseOf, DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import { type MetricResult, daysOfResults } from '../lib/watch/metrics/daily-counts.ts';
import { type Days, dayOf, lastDays } from '../lib/watch/metrics/days.ts';
import { fetchMetrics, type Watched } from '../lib/watch/metrics/fetch-metrics.ts';
import { exportMetrics } from '../lib/watch/metrics/metric-lines.ts';
import { readMetrics, saveMetrics } from '../lib/watch/metrics/metrics-file.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { openStore } from '../lib/store/open-store.ts';
import { bytesText } from '../lib/terminal/bytes-text.ts';
import { printable } from '../lib/terminal/printable.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { tell, terminalWidth, readPool } from './query-terminal.ts';
import { readDay } from '../lib/operate/compact/closed-days.ts';
import { Complaint } from '../lib/basics/complaint.ts';

export type Given = {
    readonly lake?: string;
    readonly pool?: string;
    readonly firstDay?: string;
    readonly lastDay?: string;
    readonly minShare?: number;
    readonly athena: boolean;
    readonly workgroup?: string;
    readonly database?: string;
    readonly metrics?: string;
    readonly saveMetrics?: string;
    readonly export: boolean;
    readonly json: boolean;
};

export const USUAL_DAYS = 7;
export const USUAL_MIN_SHARE = 0.95;

/** A share as given with --min-share. */
export const shareOf = (text: string): number => {
    const share = Number(text);
    if (/^\d*\.?\d+$/.test(text) && share <= 1) return share;
    throw new Complaint(`--min-share is a share from 0 to 1, such as 0.99, not ${printable(text)}`, 2);
};

const refuseMixedAthena = ({ lake, pool, metrics, athena, workgroup, database }: Given): void => {
    if (!athena && (workgroup ?? database) !== undefined)
        throw new Complaint('--workgroup and --database are for --athena', 2);
    if (athena && lake !== undefined) throw new Complaint('give --lake or --athena, not both', 2);
    if (athena && pool === undefined && metrics === undefined)
        throw new Complaint('--athena needs --pool ID, or --metrics FILE', 2);
};

/** Throws a Complaint for options that don't go together. */
export const refuseMixed = (given: Given): void => {
    const { lake, pool, metrics, saveMetrics: save, export: isExport, minShare, athena } = given;
    refuseMixedAthena(given);
    if (metrics !== undefined && save !== undefined)
        throw new Complaint('give --metrics or --save-metrics, not both', 2);
    if (athena) return;
    if (lake === undefined && (save === undefined || pool === undefined))
        throw new Complaint('completeness needs --lake LAKE, --athena, or --pool ID and --save-metrics FILE', 2);
    if (lake === undefined && (isExport || minShare !== undefined))
        throw new Complaint('--export and --min-share need --lake LAKE', 2);
};

/** Of saved results all days, of CloudWatch the last ones that are over. */
export const daysOf = ({ firstDay, lastDay }: Given, saved: readonly MetricResult[] | null, nowMs: number): Days => {
    const usual = (saved === null ? null : daysOfResults(saved)) ?? lastDays(dayOf(nowMs), USUAL_DAYS);
    const first = firstDay === undefined ? null : readDay(firstDay, '--first-day');
    const last = lastDay === undefined ? usual.lastDay : readDay(lastDay, '--last-day');
    if (first !== null && first > last) throw new Complaint(`--first-day ${first} is after --last-day ${last}`, 2);
    return { firstDay: first ?? (usual.firstDay <= last ? usual.firstDay : last), lastDay: last };
};

const EXAMPLES = `
The export is best effort. CloudWatch counts all sign-ins and sign-ups of each app client, and what threat protection found: a day a
point, kept for 15 months. Compared are attempts that were exported, in UTC days, for every pool that the lake has; what only backfill
knows did not arrive. Judged are the successes of each pool, day and event type: with --min-share the exit code is 1 when one is below, or
when nothing can be judged. The last day that is over may still be on its way for some minutes.

--save-metrics writes what CloudWatch answered in the form in which \`aws cloudwatch get-metric-data\` prints it, --metrics reads it where
there is no way to AWS. --export puts it into the lake's table cognito_metrics: \`query completeness\` then shows the same, also in Athena.
--athena does both for the deployed lake, so that none of its files has to be fetched; it asks for the clients that CloudWatch lists.

It takes cloudwatch:ListMetrics and cloudwatch:GetMetricData, for which AWS charges by the metric; --athena what \`query --athena\` takes besides. Credentials are those of every AWS
tool, the region is in a pool's id.

Examples:
  $ npm run -s lake -- completeness --lake my-lake
  $ npm run -s lake -- completeness --lake s3://my-bucket/lake --pool us-west-2_EXAMPLE --first-day 2026-01-01 --last-day 2026-01-31 --export
  $ npm run -s lake -- completeness --lake my-lake --min-share 0.99 --json
  $ npm run -s lake -- completeness --athena --pool us-west-2_EXAMPLE --workgroup cognito-log-lake-dev
  $ npm run -s lake -- completeness --pool us-west-2_EXAMPLE --save-metrics metrics.json
  $ npm run -s lake -- completeness --lake my-lake --metrics metrics.json
`;

const watching = (nowMs: number): { readonly watched: Watched; readonly stop: () => void } => {
    const { show, stop } = statusLine();
    return {
        watched: {
            nowMs,
            signal: stopSignal(),
            onAsked: (done, all) => show(`asking CloudWatch for ${all} counts, ${done} are here`),
        },
        stop,
    };
};

const savedText = (path: string, results: readonly MetricResult[]): string =>
    `Wrote what CloudWatch answered to ${printable(path)}: ${results.filter(({ points }) => points.length > 0).length} counts with points.`;

const reportOf = (
    lake: string,
    { rows }: Completeness,
    { days, given }: { readonly days: Days; readonly given: Given },
): CompletenessReport => {
    const each = poolDays(rows);
    const minShare = given.minShare ?? USUAL_MIN_SHARE;
    return {
        lake,
        days,
        minShare,
        from: given.metrics === undefined ? 'CloudWatch' : `counts of ${printable(given.metrics)}`,
        pools: poolTotals(each),
        clients: clientTotals(rows),
        poolDays: each,
        below: daysBelow(each, minShare),
    };
};

const jsonOf = ({ lake, days, minShare, from, pools, clients, poolDays: each, below }: CompletenessReport): string =>
    `${printableJson({ lake, first_day: days.firstDay, last_day: days.lastDay, from, min_share: minShare, pools, clients, days: each, below })}\n`;

const afterwards = async (lake: string | null, found: Completeness, given: Given): Promise<void> => {
    if (given.saveMetrics !== undefined) {
        saveMetrics(given.saveMetrics, found.results);
        tell(savedText(given.saveMetrics, found.results));
    }
    if (!given.export || lake === null) return;
    const { length } = await exportMetrics(await openStore(lake), found.counts);
    tell(`Wrote ${length} ${length === 1 ? 'file' : 'files'} of cognito_metrics/.`);
};

/** The name that the lake has for people, and what was found. */
const found = async (given: Given, asked: Asked, watched: Watched): Promise<readonly [string, Completeness]> => {
    if (given.lake !== undefined) return [given.lake, await completeness({ lake: given.lake, ...asked }, watched)];
    const workGroup = given.workgroup ?? DEFAULT_WORK_GROUP;
    const database = given.database ?? databaseOf(workGroup);
    const { scannedBytes, ...rest } = await completenessInAthena({ workGroup, database, ...asked }, watched);
    tell(`Athena scanned ${bytesText(scannedBytes)}; the counts are in the lake’s cognito_metrics/.`);
    return [database, rest];
};

const compared = async (given: Given, nowMs: number): Promise<void> => {
    const saved = given.metrics === undefined ? null : readMetrics(given.metrics);
    const days = daysOf(given, saved, nowMs);
    const { watched, stop } = watching(nowMs);
    const [name, all] = await found(given, { userPoolId: given.pool ?? null, days, saved }, watched).finally(stop);
    const report = reportOf(name, all, { days, given });
    await writeOut(
        given.json ? Readable.from([jsonOf(report)]) : completenessText(report, terminalWidth()),
        process.stdout,
    );
    await afterwards(given.lake ?? null, all, given);
    if (given.minShare !== undefined && (report.below.length > 0 || judgedDays(report.poolDays).length === 0))
        process.exitCode = 1;
};

const saveOnly = async (
    userPoolId: string,
    path: string,
    { given, nowMs }: { readonly given: Given; readonly nowMs: number },
): Promise<void> => {
    const { watched, stop } = watching(nowMs);
    const results = await fetchMetrics([{ userPoolId, clientIds: [] }], daysOf(given, null, nowMs), watched).finally(
        stop,
    );
    saveMetrics(path, results);
    tell(savedText(path, results));
};

const run = async (given: Given): Promise<void> => {
    refuseMixed(given);
    const nowMs = Date.now();
    if (given.lake !== undefined || given.athena) return compared(given, nowMs);
    return saveOnly(given.pool ?? '', given.saveMetrics ?? '', { given, nowMs });
};

/** Adds the command. */
export const addCompleteness = (program: Command): void => {
    program
        .command('completeness')
        .description('measure how much of what Cognito counted in CloudWatch has arrived in a lake')
        .option('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--athena', 'the deployed lake: puts the counts into it, and asks the query in Athena', false)
        .option('--workgroup <name>', `the workgroup to ask in (default: ${DEFAULT_WORK_GROUP})`)
        .option('--database <name>', 'the database of the lake (default: named like the workgroup, with _ for -)')
        .option('--pool <id>', 'only this user pool (default: every pool of the lake)', readPool)
        .option('--first-day <day>', `first day, UTC, included (default: ${USUAL_DAYS} days ago)`)
        .option('--last-day <day>', 'last day, UTC, included (default: yesterday)')
        .option(
            '--min-share <share>',
            `exit with 1 when less than this arrived on a day (default: ${USUAL_MIN_SHARE}, without an exit code)`,
            shareOf,
        )
        .option('--metrics <file>', 'don’t ask CloudWatch: take what was saved')
        .option('--save-metrics <file>', 'write what CloudWatch answered to a file')
        .option('--export', 'put the counts into the lake, for the query completeness', false)
        .option('--json', 'print the report as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
