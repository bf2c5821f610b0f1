/** The command `report`: asks a list of questions of a lake, writes the answers, and gives each finding once. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { findLake } from '../lib/lake/find-lake.ts';
import { checkRemoteLake } from '../lib/lake/partitions/remote-lake.ts';
import { readCatalogue } from '../lib/query/catalogue.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import type { Values } from '../lib/query/render.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { askLake } from '../lib/watch/report/ask-lake.ts';
import { reportOrder } from '../lib/watch/report/report-order.ts';
import { reportText } from '../lib/watch/report/report-text.ts';
import { runReport, type Report } from '../lib/watch/report/run-report.ts';
import { openStore } from '../lib/store/open-store.ts';
import { isS3 } from '../lib/store/s3-address.ts';
import { putText } from '../lib/store/text-object.ts';
import { printable } from '../lib/terminal/printable.ts';
import { progressBar } from '../lib/terminal/progress-bar.ts';

type Given = {
    readonly lake: string;
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
Asks the questions named, or those of severity high and delivery_error_patterns_new; query --list shows all. With --config it asks what the
report function of these settings does. Under OUT/reports/dt=DAY/ it leaves
  NAME.csv, NAME.json   the answer of each question
  findings.ndjson       the messages of the day: what, how many, who, what a false alarm looks like, what to do next
  summary.txt           the same for reading
A finding is given once, and again when it is still in the answer after its quiet time; OUT/reports/given.txt remembers that, without names.
Known exceptions are in the answers and no findings. A question that has no answer is a finding itself, and the exit code is then 1.

Examples:
  $ npm run -s lake -- report --lake my-lake --out my-reports
  $ npm run -s lake -- report --lake my-lake --out my-reports --first-day 2026-01-01 --last-day 2026-01-31
  $ npm run -s lake -- report password_spray success_after_attack --lake my-lake --out my-reports --quiet-hours 24 --json
  $ npm run -s lake -- report --lake my-lake --out my-reports --config lake.config.yml
  $ npm run -s lake -- report --lake s3://my-bucket/lake --out s3://my-bucket/lake
`;

const MAX_QUIET_HOURS = 87_600;

const MOST_MESSAGES = 1000;

const HOUR_MS = 3_600_000;
const TEXT_WIDTH = 100;

const wholeNumber =
    (name: string, least: number, most: number) =>
    (text: string): number => {
        const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
        if (value >= least && value <= most) return value;
        throw new Complaint(`${name} takes a whole number from ${least} to ${most}, not "${printable(text)}"`, 2);
    };

const valuesOf = ({ firstDay, lastDay, userPoolId }: Given): Values =>
    new Map(
        [
            ['first_day', firstDay],
            ['last_day', lastDay],
            ['user_pool_id', userPoolId],
        ].flatMap(([name, text]) => (name === undefined || text === undefined ? [] : [[name, [text]]])),
    );

const checkLake = async (lake: string): Promise<void> => {
    if (isS3(lake)) await checkRemoteLake(await openStore(lake));
    else findLake(lake);
};

const reported = async (
    names: readonly string[],
    given: Given,
): Promise<{ readonly report: Report; readonly place: string }> => {
    const nowMs = Date.now();
    const { config = null, quietHours = null, maxMessages = null } = given;
    const order = reportOrder(
        { names, config, values: valuesOf(given), quietHours, maxMessages },
        readCatalogue(),
        nowMs,
    );
    await checkLake(given.lake);
    const place = await openStore(given.out);
    const bar = progressBar('report {bar} {value} of {total} questions | {eta_formatted} left', order.questions.length);
    const report = await runReport({
        questions: order.questions,
        place,
        nowMs,
        ask: askLake(given.lake),
        quietMs: order.quietHours * HOUR_MS,
        maxMessages: order.maxMessages,
        give: async () => undefined,
        onQuestion: () => bar.advance(1),
    }).finally(() => bar.stop());
    await putText(place, `${report.folder}summary.txt`, reportText(report, place.name, TEXT_WIDTH));
    return { report, place: place.name };
};

const run = async (names: readonly string[], given: Given): Promise<void> => {
    const { report, place } = await reported(names, given);
    const { messages: _, ...rest } = report;
    const text = given.json
        ? `${printableJson({ place, ...rest })}\n`
        : reportText(report, place, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(Readable.from([text]), process.stdout);
    if (report.outcomes.some(({ failure }) => failure !== null)) process.exitCode = 1;
};

/** Adds the command. */
export const addReport = (program: Command): void => {
    program
        .command('report')
        .description('ask a list of questions of a lake, write the answers, and give each finding once')
        .usage('[NAMES] --lake FOLDER --out FOLDER [options]')
        .argument('[names...]', 'the questions; without any those of severity high, and new delivery errors')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .requiredOption('--out <place>', 'where the reports go: a folder, or s3://bucket/prefix')
        .option(
            '--first-day <day>',
            'first day of every question (UTC, 2026-01-31; default: as each has it, mostly a week ago)',
        )
        .option('--last-day <day>', 'last day of every question (UTC; default: today)')
        .option('--user-pool-id <id>', 'one pool only')
        .option(
            '--config <file>',
            'a file of settings: what its report asks, how quiet it is, and of how many messages',
        )
        .option(
            '--quiet-hours <hours>',
            'until a finding that is still in the answer is given again (default: 192)',
            wholeNumber('--quiet-hours', 0, MAX_QUIET_HOURS),
        )
        .option(
            '--max-messages <count>',
            'of a question; the others are one message more (default: 20)',
            wholeNumber('--max-messages', 1, MOST_MESSAGES),
        )
        .option('--json', 'print what was done as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
