/** The command `report`: runs queries on a lake, writes their results and reports each finding once. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { findLake } from '../lib/lake/find-lake.ts';
import { checkRemoteLake } from '../lib/lake/partitions/fetch-lake.ts';
import { readCatalogue } from '../lib/query/catalogue.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import type { ParameterValues } from '../lib/query/render-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { lakeRunner } from '../lib/watch/report/lake-runner.ts';
import { prepareReport } from '../lib/watch/report/prepare-report.ts';
import { reportText, summaryText } from '../lib/watch/report/report-text.ts';
import { runReport, type ReportSummary } from '../lib/watch/report/run-report.ts';
import { openStore } from '../lib/store/open-store.ts';
import { isS3Address } from '../lib/store/s3-address.ts';
import { putText } from '../lib/store/text-object.ts';
import { printable } from '../lib/terminal/printable.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';
import { HOUR_MS } from '../lib/basics/days.ts';
import { helpText } from './help-text.ts';
import { LAKE_HELP, lakeOf } from './lake-option.ts';
import { commandName } from '../lib/basics/command-name.ts';

type ReportCommandOptions = {
    readonly lake?: string;
    readonly out: string;
    readonly firstDay?: string;
    readonly lastDay?: string;
    readonly userPoolId?: string;
    readonly config?: string;
    readonly quietHours?: number;
    readonly maxMessages?: number;
    readonly json: boolean;
};

const EXAMPLES = `
Runs the named queries. The default is all queries of severity high, and also delivery_error_patterns_new; the command
query --list shows all queries.
With --config it runs the queries that the report section of that file lists for the deployed stack. The command writes
to OUT/reports/dt=DAY/:

  NAME.csv, NAME.json   the result of each query
  findings.ndjson       the findings of the day, with counts, users and IP addresses, false positives and next steps
  summary.txt           the same as text, of all runs of the day

Each finding is reported once, and again after --quiet-hours if the query still returns it. This command prints and
writes the findings, and e-mails nothing; in a deployed stack, a scheduled Lambda function does the same and e-mails
them. OUT/reports/sent.txt records what was reported, as hashes without names. Allowlisted rows stay in the results but are not findings. A failed query is
a finding too; the exit code is then 1.

Examples:
  $ ${commandName()} report --lake my-lake --out my-reports
  $ ${commandName()} report --lake my-lake --out my-reports --first-day 2026-01-01 --last-day 2026-01-31
  $ ${commandName()} report password_spray mfa_fatigue --lake my-lake --out my-reports --quiet-hours 24 --json
  $ ${commandName()} report --lake my-lake --out my-reports --config lake.config.yml
  $ ${commandName()} report --lake s3://my-bucket/lake --out s3://my-bucket/lake
`;

const MAX_QUIET_HOURS = 87_600;

const MAX_MESSAGES = 1000;

const TEXT_WIDTH = 100;

const wholeNumberParser =
    (name: string, min: number, max: number) =>
    (text: string): number => {
        const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
        if (value >= min && value <= max) return value;
        throw new UserError(`${name} must be a whole number from ${min} to ${max}, not "${printable(text)}"`, 2);
    };

const valuesOf = ({ firstDay, lastDay, userPoolId }: ReportCommandOptions): ParameterValues =>
    new Map(
        [
            ['first_day', firstDay],
            ['last_day', lastDay],
            ['user_pool_id', userPoolId],
        ].flatMap(([name, text]) => (name === undefined || text === undefined ? [] : [[name, [text]]])),
    );

const checkLake = async (lake: string): Promise<void> => {
    if (isS3Address(lake)) await checkRemoteLake(await openStore(lake));
    else findLake(lake);
};

const writeReport = async (
    names: readonly string[],
    options: ReportCommandOptions,
): Promise<{ readonly report: ReportSummary; readonly out: string }> => {
    const nowMs = Date.now();
    const { config = null, quietHours = null, maxMessages = null } = options;
    const prepared = prepareReport(
        { names, config, values: valuesOf(options), quietHours, maxMessages },
        readCatalogue(),
        nowMs,
    );
    const lake = await lakeOf(options.lake, 'report');
    await checkLake(lake);
    const store = await openStore(options.out);
    const bar = progressBar('report {bar} {value} of {total} queries | {eta_formatted} left', prepared.queries.length);
    const report = await runReport({
        queries: prepared.queries,
        store,
        nowMs,
        runQuery: lakeRunner(lake),
        quietMs: prepared.quietHours * HOUR_MS,
        maxMessages: prepared.maxMessages,
        send: async () => undefined,
        onQuery: () => bar.advance(1),
    }).finally(() => bar.stop());
    await putText(store, `${report.folder}summary.txt`, summaryText(report, store.name, TEXT_WIDTH));
    return { report, out: store.name };
};

const run = async (names: readonly string[], options: ReportCommandOptions): Promise<void> => {
    const { report, out } = await writeReport(names, options);
    const { messages: _, ...rest } = report;
    const text = options.json
        ? `${printableJson({ out, ...rest })}\n`
        : reportText(report, out, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(Readable.from([text]), process.stdout);
    if (report.outcomes.some(({ failure }) => failure !== null)) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureReport = (command: Command): void => {
    command
        .usage('[NAMES] [--lake FOLDER] --out FOLDER [options]')
        .argument('[names...]', 'the queries (default: all of severity high, and also delivery_error_patterns_new)')
        .option('--lake <lake>', LAKE_HELP)
        .requiredOption('--out <folder>', 'where to write the reports: a folder, or s3://bucket/prefix')
        .option(
            '--first-day <day>',
            'first day, inclusive (UTC, YYYY-MM-DD; default: that of each query, mostly 7 days ago)',
        )
        .option('--last-day <day>', 'last day, inclusive (UTC, YYYY-MM-DD; default: today)')
        .option('--user-pool-id <id>', 'only this user pool')
        .option('--config <file>', 'config file whose report section sets the queries and limits')
        .option(
            '--quiet-hours <hours>',
            'hours before an ongoing finding is reported again (default: 192)',
            wholeNumberParser('--quiet-hours', 0, MAX_QUIET_HOURS),
        )
        .option(
            '--max-messages <count>',
            'maximum number of findings listed per query; one more entry says how many were left out (default: 20)',
            wholeNumberParser('--max-messages', 1, MAX_MESSAGES),
        )
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
