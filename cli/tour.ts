/** `tour`: replays the samples into a new lake, shows two reports, and suggests the next commands. */
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { makeFolder } from '../lib/basics/make-folder.ts';
import { errorCode } from '../lib/basics/thrown.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { TOUR_MARKER } from '../lib/lake/table-folder.ts';
import { isS3Address } from '../lib/store/s3-address.ts';
import { packageRoot } from '../lib/basics/package-root.ts';
import { findQuery, readCatalogue } from '../lib/query/catalogue.ts';
import { previewFormat } from '../lib/query/format/preview-format.ts';
import { runQuery, runSql } from '../lib/query/run-query.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { findInputs } from '../lib/inputs/find-inputs.ts';
import { replay } from '../lib/operate/replay/replay.ts';
import { replayText } from '../lib/operate/replay/replay-text.ts';
import { startTransformThread } from '../lib/firehose/start-transform-thread.ts';
import { printable } from '../lib/terminal/printable.ts';
import { commandName } from '../lib/basics/command-name.ts';

const WIDTH_WITHOUT_TERMINAL = 100;
const terminalWidth = (): number => process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL;

const printLine = (text: string): void => {
    process.stdout.write(`${text}\n`);
};

/** The days of the samples with an attack and with undelivered messages (samples/ORIGIN.md). */
const ATTACK_DAY = '2026-01-13';
const NEWSLETTER_DAY = '2026-01-12';
const POOL = 'us-west-2_EXAMPLE';
const SAMPLE_FILE = 'ndjson/staff-2026-01-12.ndjson';
const ROW_COLUMNS = ['event_at', 'risk_decision', 'user_name', 'ip_address'] as const;
const ROW_SQL = `select ${ROW_COLUMNS.join(', ')}
from user_activity
where ingest_path = 'firehose' and user_name = 'grace' and dt = '2026-01-12'
order by event_at, event_response
limit 1`;

const firstLine = async (path: string): Promise<string> => {
    for await (const line of createInterface({ input: createReadStream(path) })) return line;
    return '';
};

const wrapText = (text: string, columns: number): string =>
    (text.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? []).map((part) => `   ${part}`).join('\n');

/** The names in a folder; empty if it does not exist. */
const namesIn = async (folder: string): Promise<readonly string[]> =>
    readdir(folder).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return [];
        throw error;
    });

/** Marks the lake as the tour's. Throws a UserError for a folder with anything that the tour did not make. */
const claimLake = async (lake: string): Promise<void> => {
    if (isS3Address(lake)) throw new UserError('The tour makes its lake in a folder: pass --lake FOLDER.', 2);
    const names = await namesIn(lake);
    if (names.length > 0 && !names.includes(TOUR_MARKER))
        throw new UserError(
            `${printable(lake)} is not empty, and not a lake of the tour. ` +
                'Pass a new folder with --lake, or remove that one if you no longer need it.',
        );
    await makeFolder(resolve(lake));
    await writeFile(join(lake, TOUR_MARKER), 'The tour made this lake, and adds its samples to it again.\n');
};

const replaySamples = async (lake: string): Promise<void> => {
    const { call, close } = startTransformThread();
    const inputs = await findInputs([join(packageRoot(), 'samples', 'exports')]);
    const summary = await replay(inputs, lake, {
        call,
        nowMs: Date.now(),
        onBytes: () => undefined,
        signal: stopSignal(),
    }).finally(close);
    process.stdout.write(replayText(summary, lake));
};

type TourReport = { readonly name: string; readonly day: string; readonly columns: readonly string[] };

const RISK_REPORT: TourReport = {
    name: 'risk_decision_report',
    day: ATTACK_DAY,
    columns: ['client_id', 'risk_decision', 'event_response', 'event_count', 'share'],
};
const DELIVERY_REPORT: TourReport = {
    name: 'delivery_error_report',
    day: NEWSLETTER_DAY,
    columns: ['error_class', 'channel', 'details_pattern', 'error_count', 'share'],
};

const showReport = async (lake: string, { name, day, columns }: TourReport): Promise<void> => {
    const values = new Map([
        ['first_day', [day]],
        ['last_day', [day]],
        ['user_pool_id', [POOL]],
    ]);
    const options = {
        lake,
        format: previewFormat(columns, 6),
        width: terminalWidth(),
        nowMs: Date.now(),
        printNote: printLine,
    };
    await writeOut(runQuery(findQuery(readCatalogue(), name), values, options), process.stdout);
};

const FAILURES_SQL = "select user_name, count(*) as fails from auth_events where event_response = 'Fail' group by 1";

const nextSteps = (lake: string): string => {
    const run = commandName();
    const days = '--first-day 2026-01-11 --last-day 2026-01-14';
    return [
        `   ${run} query risk_decision_report --lake ${lake} ${days}`,
        `   ${run} query delivery_error_report --lake ${lake} ${days} --format csv`,
        `   ${run} query --sql "${FAILURES_SQL}" --lake ${lake}`,
        `   ${run} query --list                          # all queries`,
        `   ${run} replay YOUR-EXPORTS/ --lake my-lake   # your logs: NDJSON, gzip, S3 exports, CloudWatch envelopes`,
    ].join('\n');
};

const tour = async ({ lake }: { readonly lake: string }): Promise<void> => {
    process.umask(0o077);
    await claimLake(lake);
    const shown = printable(lake);
    printLine('cognito-log-lake: query the log exports of Amazon Cognito as two tables\n');
    printLine('1. Input. Cognito exports events as JSON objects with text values. One event of the samples:\n');
    const sample = await firstLine(join(packageRoot(), 'samples', 'exports', SAMPLE_FILE));
    printLine(`${wrapText(printable(sample), terminalWidth() - 4)}
`);
    printLine('2. Replay. The function that Firehose invokes turns all samples into Parquet, by pool, type and day:\n');
    await replaySamples(lake);
    printLine(`\n   The event above is now this row (${ROW_COLUMNS.length} of its columns):\n`);
    await writeOut(
        runSql(ROW_SQL, { lake, format: previewFormat(ROW_COLUMNS, 1), width: terminalWidth() }),
        process.stdout,
    );
    printLine(`\n3. Risk: risk_decision_report for ${ATTACK_DAY}, the day of an attack (6 rows, some columns):\n`);
    await showReport(lake, RISK_REPORT);
    printLine(`\n4. Undelivered messages: delivery_error_report for ${NEWSLETTER_DAY}, the day of a newsletter:\n`);
    await showReport(lake, DELIVERY_REPORT);
    printLine(`\n5. Next commands. The lake is in ${shown}:\n\n${nextSteps(shown)}`);
};

export const configureTour = (command: Command): void => {
    command
        .option('--lake <folder>', 'folder of the lake: a new one, or that of an earlier tour', '.lake/tour')
        .action(tour);
};
