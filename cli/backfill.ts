/** `backfill`: fetches the history of a user pool from the API into a lake. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { backfill, type BackfillOptions } from '../lib/operate/backfill/backfill.ts';
import { backfillText, type BackfillSummary } from '../lib/operate/backfill/backfill-summary.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { cacheFolder } from '../lib/lake/cache-folder.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { isS3Address } from '../lib/store/s3-address.ts';
import { printable } from '../lib/terminal/printable.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { parsePoolId } from './terminal-output.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';
import { parseDay } from '../lib/basics/days.ts';

type BackfillCommandOptions = {
    readonly pool: string;
    readonly toLake: string;
    readonly users?: string;
    readonly since?: string;
    readonly checkpoint?: string;
    readonly maxRate: number;
    readonly json: boolean;
};

const EXAMPLES = `
The API (AdminListUserAuthEvents) has two years of events per user. The rate starts at five calls per second, rises
while the API accepts it, and falls when the API throttles. Rows from this command have \`backfill\` in the column
ingest_path. If Cognito exported the same event, the views show only the export.

Nothing is written to the lake until all events are fetched. A checkpoint below ~/.cache/cognito-log-lake/backfill on
this machine stores the fetched events: if the run is killed, run backfill again to continue. Users that do not exist,
and users that you have no permission to read, are counted and skipped.

Permissions: cognito-idp:ListUsers (with --users: cognito-idp:AdminGetUser) and cognito-idp:AdminListUserAuthEvents.

Examples:
  $ ${commandName()} backfill --pool us-west-2_EXAMPLE --to-lake my-lake
  $ ${commandName()} backfill --pool us-west-2_EXAMPLE --users names.txt --since 2026-01-01 --to-lake my-lake
  $ ${commandName()} backfill --pool us-west-2_EXAMPLE --max-rate 40 --to-lake s3://my-bucket/lake --json
`;

const parseRate = (text: string): number => {
    const rate = Number(text);
    if (Number.isFinite(rate) && rate > 0) return rate;
    throw new UserError(`--max-rate: "${printable(text)}" is not a number above 0.`, 2);
};

/** One checkpoint per pool, lake and first day. */
const checkpointPath = ({ pool, toLake, since = '' }: BackfillCommandOptions): string =>
    join(
        cacheFolder('backfill'),
        `${pool}-${createHash('sha256').update(`${toLake}\n${since}`).digest('hex').slice(0, 12)}.ndjson`,
    );

const backfillOptionsOf = (options: BackfillCommandOptions): BackfillOptions => {
    const lake = isS3Address(options.toLake) ? options.toLake : resolve(options.toLake);
    const since = options.since === undefined ? null : parseDay(options.since, '--since');
    return {
        pool: options.pool,
        lake,
        users: options.users ?? null,
        since,
        checkpoint: options.checkpoint ?? checkpointPath({ ...options, toLake: lake }),
        maxRate: options.maxRate,
    };
};

const NO_PROGRESS_BAR: ProgressBar = { advance: () => undefined, stop: () => undefined };

const backfillWithProgress = async (options: BackfillOptions): Promise<BackfillSummary> => {
    let bar = NO_PROGRESS_BAR;
    const onTotal = (users: number): void => {
        bar = progressBar('backfill {bar} {value} of {total} users | {eta_formatted} left', users);
    };
    const context = { nowMs: Date.now(), onTotal, onUser: () => bar.advance(1), signal: stopSignal() };
    return backfill(options, context).finally(() => bar.stop());
};

const run = async (commandOptions: BackfillCommandOptions): Promise<void> => {
    const options = backfillOptionsOf(commandOptions);
    const summary = await backfillWithProgress(options);
    const text = commandOptions.json
        ? `${printableJson(summary)}\n`
        : backfillText(summary, options.pool, options.lake);
    await writeOut(Readable.from([text]), process.stdout);
    const failed = Object.values(summary.failures).reduce((sum, users) => sum + users, 0);
    if (summary.users.found > 0 && failed >= summary.users.found)
        throw new UserError('Cannot fetch the events of any user.');
};

/** The options and the action of the command. */
export const configureBackfill = (command: Command): void => {
    command
        .usage('--pool ID --to-lake FOLDER [options]')
        .requiredOption('--pool <id>', 'the user pool', parsePoolId)
        .requiredOption('--to-lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--users <file>', 'a file with one user name per line (default: all users of the pool)')
        .option('--since <day>', 'first day, inclusive (UTC, YYYY-MM-DD; default: all)')
        .option('--max-rate <n>', 'maximum API calls per second', parseRate, 20)
        .option('--checkpoint <file>', 'another path for the checkpoint')
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
