/** `backfill`: history from before the export was switched on, fetched from the API straight into a lake. */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { backfill, type BackfillOrder } from '../lib/operate/backfill/backfill.ts';
import { backfillText, type BackfillSummary } from '../lib/operate/backfill/backfill-summary.ts';
import { readDay } from '../lib/operate/compact/closed-days.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import { cacheFolder } from '../lib/lake/cache-folder.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { isS3 } from '../lib/store/s3-address.ts';
import { printable } from '../lib/terminal/printable.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { readPool } from './query-terminal.ts';

type Given = {
    readonly pool: string;
    readonly toLake: string;
    readonly users?: string;
    readonly since?: string;
    readonly checkpoint?: string;
    readonly maxRate: number;
    readonly json: boolean;
};

const EXAMPLES = `
The API (AdminListUserAuthEvents) has two years of each user. It is asked five times a second at first, faster while it takes that, slower
when it says that it is too much. Rows have the ingest_path backfill; of an event that Cognito has exported too, the views show the export.
What was fetched is noted in a checkpoint (below ~/.cache/cognito-log-lake/backfill on this machine): a run that is killed goes on where it
was, and the lake gets all of it in the end. Users that are gone, or may not be asked for, are counted, and the others go on.

It takes cognito-idp:ListUsers, or AdminGetUser with --users, and cognito-idp:AdminListUserAuthEvents.

Examples:
  $ npm run -s lake -- backfill --pool us-west-2_EXAMPLE --to-lake my-lake
  $ npm run -s lake -- backfill --pool us-west-2_EXAMPLE --users names.txt --since 2026-01-01 --to-lake my-lake
  $ npm run -s lake -- backfill --pool us-west-2_EXAMPLE --max-rate 40 --to-lake s3://my-bucket/lake --json
`;

const rateOf = (text: string): number => {
    const rate = Number(text);
    if (Number.isFinite(rate) && rate > 0) return rate;
    throw new Complaint(`--max-rate is a number of calls a second above 0, not ${printable(text)}`, 2);
};

/** One for each pool, lake and first day. */
const checkpointOf = ({ pool, toLake, since = '' }: Given): string =>
    join(
        cacheFolder('backfill'),
        `${pool}-${createHash('sha256').update(`${toLake}\n${since}`).digest('hex').slice(0, 12)}.ndjson`,
    );

const orderOf = (given: Given): BackfillOrder => {
    const lake = isS3(given.toLake) ? given.toLake : resolve(given.toLake);
    const since = given.since === undefined ? null : readDay(given.since, '--since');
    return {
        pool: given.pool,
        lake,
        users: given.users ?? null,
        since,
        checkpoint: given.checkpoint ?? checkpointOf({ ...given, toLake: lake }),
        maxRate: given.maxRate,
    };
};

const SILENT: ProgressBar = { advance: () => undefined, stop: () => undefined };

const backfilled = async (order: BackfillOrder): Promise<BackfillSummary> => {
    let bar = SILENT;
    const onTotal = (users: number): void => {
        bar = progressBar('backfill {bar} {value} of {total} users | {eta_formatted} left', users);
    };
    return backfill(order, { nowMs: Date.now(), onTotal, onUser: () => bar.advance(1), signal: stopSignal() }).finally(
        () => bar.stop(),
    );
};

const run = async (given: Given): Promise<void> => {
    const order = orderOf(given);
    const summary = await backfilled(order);
    await writeOut(
        Readable.from([given.json ? `${printableJson(summary)}\n` : backfillText(summary, order.pool, order.lake)]),
        process.stdout,
    );
    if (
        summary.users.found > 0 &&
        Object.values(summary.failures).reduce((sum, users) => sum + users, 0) >= summary.users.found
    ) {
        throw new Complaint('No user’s events could be fetched.');
    }
};

/** Adds the command. */
export const addBackfill = (program: Command): void => {
    program
        .command('backfill')
        .description('fetch the history of a user pool from the API into a lake')
        .requiredOption('--pool <id>', 'the user pool', readPool)
        .requiredOption('--to-lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--users <file>', 'a file with one user name a line (default: all users of the pool)')
        .option('--since <day>', 'only from this UTC day on (2026-01-31)')
        .option('--max-rate <n>', 'calls a second, never more', rateOf, 20)
        .option('--checkpoint <file>', 'where to note what was fetched')
        .option('--json', 'print the summary as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
