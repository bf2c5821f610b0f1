/** `tour`: replays the samples into a lake of its own, shows the two reports, and says what to type next. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { packageRoot } from '../lib/basics/package-root.ts';
import { findQuery, readCatalogue } from '../lib/query/catalogue.ts';
import { glance } from '../lib/query/format/glance.ts';
import { runQuery, runSql } from '../lib/query/run-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import { replay } from '../lib/operate/replay/replay.ts';
import { summaryText } from '../lib/operate/replay/summary-text.ts';
import { transformBeside } from '../lib/firehose/transform-beside.ts';
import { printable } from '../lib/terminal/printable.ts';

const WIDTH_WITHOUT_TERMINAL = 100;
const width = (): number => process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL;

const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
};

/** How the commands are called: through npm in a checkout, by their own name where the package is installed. */
const caller = (): string => (existsSync(join(packageRoot(), 'cli')) ? 'npm run -s lake --' : 'cognito-log-lake');

/** As the samples tell their story: an attack on Tuesday, codes that did not arrive on Monday. */
const ATTACK_DAY = '2026-01-13';
const NEWSLETTER_DAY = '2026-01-12';
const POOL = 'us-west-2_EXAMPLE';
const RECORD = 'ndjson/staff-2026-01-12.ndjson';
const RECORD_COLUMNS = ['event_at', 'risk_decision', 'user_name', 'ip_address'] as const;
const RECORD_SQL = `select ${RECORD_COLUMNS.join(', ')}
from user_activity where ingest_path = 'firehose' and user_name = 'grace' and dt = '2026-01-12' order by event_at, event_response limit 1`;

const firstLine = async (path: string): Promise<string> => {
    for await (const line of createInterface({ input: createReadStream(path) })) return line;
    return '';
};

const folded = (text: string, columns: number): string =>
    (text.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []).map((part) => `   ${part}`).join('\n');

const replaySamples = async (lake: string): Promise<void> => {
    process.umask(0o077);
    const { call, close } = transformBeside();
    const inputs = await findInputs([join(packageRoot(), 'samples', 'exports')]);
    const summary = await replay(inputs, lake, { call, nowMs: Date.now(), onBytes: () => undefined }).finally(close);
    process.stdout.write(summaryText(summary, lake));
};

type Report = { readonly name: string; readonly day: string; readonly columns: readonly string[] };

const RISK: Report = {
    name: 'risk_decision_report',
    day: ATTACK_DAY,
    columns: ['risk_level', 'risk_decision', 'event_response', 'event_count', 'user_count'],
};
const DELIVERY: Report = {
    name: 'delivery_error_report',
    day: NEWSLETTER_DAY,
    columns: ['error_class', 'channel', 'details_pattern', 'error_count', 'share'],
};

const showReport = async (lake: string, { name, day, columns }: Report): Promise<void> => {
    const values = new Map([
        ['first_day', [day]],
        ['last_day', [day]],
        ['user_pool_id', [POOL]],
    ]);
    const place = { lake, format: glance(columns, 6), width: width(), nowMs: Date.now(), tell: say };
    await writeOut(runQuery(findQuery(readCatalogue(), name), values, place), process.stdout);
};

const nextSteps = (lake: string): string => {
    const run = caller();
    return [
        `   ${run} query risk_decision_report --lake ${lake} --first-day 2026-01-11 --last-day 2026-01-14`,
        `   ${run} query delivery_error_report --lake ${lake} --first-day 2026-01-11 --last-day 2026-01-14 --format csv`,
        `   ${run} query --sql "select user_name, count(*) as fails from auth_events where event_response = 'Fail' group by 1" --lake ${lake}`,
        `   ${run} query --list                          # every question that is ready, and its parameters`,
        `   ${run} replay YOUR-EXPORTS/ --lake my-lake   # your own logs: NDJSON, gzip, S3 exports, CloudWatch envelopes`,
    ].join('\n');
};

const tour = async ({ lake }: { readonly lake: string }): Promise<void> => {
    const shown = printable(lake);
    say('cognito-log-lake: the log exports of Amazon Cognito as two tables that can be asked\n');
    say('1. What comes in. Cognito exports loose JSON of strings, one record each; one of the samples:\n');
    say(`${folded(printable(await firstLine(join(packageRoot(), 'samples', 'exports', RECORD))), width() - 4)}\n`);
    say(
        '2. What becomes of it. All samples go through the very function that Firehose calls, into Parquet by pool, type and day:\n',
    );
    await replaySamples(lake);
    say(`\n   The record above is now this row (${RECORD_COLUMNS.length} of its columns):\n`);
    await writeOut(runSql(RECORD_SQL, { lake, format: glance(RECORD_COLUMNS, 1), width: width() }), process.stdout);
    say(
        `\n3. Who was at risk? risk_decision_report for ${ATTACK_DAY}, when the samples’ shop was attacked (6 rows, some columns):\n`,
    );
    await showReport(lake, RISK);
    say(`\n4. What never arrived? delivery_error_report for ${NEWSLETTER_DAY}, when its newsletter went out:\n`);
    await showReport(lake, DELIVERY);
    say(`\n5. What to type next. The lake stays in ${shown}:\n\n${nextSteps(shown)}`);
};

/** Adds the command. */
export const addTour = (program: Command): void => {
    program
        .command('tour')
        .description('replay the samples and look at what comes out; no AWS account')
        .option('--lake <folder>', 'where the lake of the tour goes', '.lake/tour')
        .action(tour);
};
