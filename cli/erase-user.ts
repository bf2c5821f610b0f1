/** `erase-user`: erases a person's data from a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { liftErasure } from '../lib/operate/erase/lift-erasure.ts';
import { receiptKey } from '../lib/operate/erase/receipt.ts';
import { eraseUser, type EraseSummary } from '../lib/operate/erase/erase-user.ts';
import type { PersonRows } from '../lib/operate/erase/find-person.ts';
import { eraseText, personRowsText, countRowsByPartition } from '../lib/operate/erase/erase-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { collect } from './find-user.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type EraseUserCommandOptions = {
    readonly lake: string;
    readonly pool?: string;
    readonly also?: readonly string[];
    readonly lift?: string;
    readonly dropRows: boolean;
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
The person’s rows are pseudonymised, so that counts stay the same: sub and name become a random pseudonym; IP address,
device name, city, request id and extra columns become NULL. With --drop-rows the rows are removed instead. In delivery errors
the words that name the person are masked. Lines of allowlist/ that name the person are removed. Only files with rows of
the person are rewritten, one after another: the new file is added before the old one is removed. If the run is killed,
run erase-user again. A receipt in the lake’s erasures/ lists the changed files; it does not name the person.

The erasure lasts. A tombstone in erasures/tombstones/ has keyed hashes of the sub, the names and the words of --also,
and no name. If replay, rebuild, backfill, redrive --to-lake or compact later writes a row of the person, and its event
happened before the erasure, the row is pseudonymised (also after --drop-rows). Rows that come by a stream are
pseudonymised by the next compact. --lift RECEIPT ends this.

Copies in raw/, errors/, results/, reports/, exports, log groups and old versions of objects stay until they expire. The
output lists these copies. It also lists the columns whose values are not erased (such as record_id and times), and the
reports that name the person. Don’t run compact at the same time.

Examples:
  $ ${commandName()} erase-user ana --lake my-lake --dry-run
  $ ${commandName()} erase-user 5b0c7c1e-0000-4000-8000-0000000000aa --lake s3://my-bucket/lake --yes --json
  $ ${commandName()} erase-user ana --pool us-west-2_EXAMPLE --also ana@example.com --drop-rows --lake my-lake
  $ ${commandName()} erase-user --lift 2026-03-01-5f3a9c0b7d21e486.json --lake my-lake
`;

const NO_PROGRESS_BAR: ProgressBar = { advance: () => undefined, stop: () => undefined };

const confirmErasure = async (found: PersonRows, { yes, lake }: EraseUserCommandOptions): Promise<boolean> => {
    if (yes) return true;
    process.stderr.write(personRowsText(found));
    if (!process.stdin.isTTY) throw new UserError('Not a terminal: pass --yes to confirm.', 2);
    return confirm(`Erase these rows from ${lake}? You cannot undo this.`);
};

const eraseWithProgress = async (user: string, options: EraseUserCommandOptions): Promise<EraseSummary> => {
    const { lake, pool = null, also = [], dropRows, dryRun } = options;
    let bar = NO_PROGRESS_BAR;
    const onTotal = (files: number): void => {
        bar = progressBar('erase {bar} {value} of {total} files | {eta_formatted} left', files);
    };
    const context = {
        nowMs: Date.now(),
        confirm: async (found: PersonRows) => confirmErasure(found, options),
        onTotal,
        onFile: () => bar.advance(1),
        signal: stopSignal(),
    };
    const eraseOptions = { lake, user, pool, also, dropsRows: dropRows, isDryRun: dryRun };
    return eraseUser(eraseOptions, context).finally(() => bar.stop());
};

const jsonOf = ({ found, receipt, receiptKey: receipt_key }: EraseSummary): string =>
    `${printableJson({ partitions: countRowsByPartition(found), receipt_key, receipt })}\n`;

const erase = async (user: string, options: EraseUserCommandOptions): Promise<void> => {
    const summary = await eraseWithProgress(user, options);
    await writeOut(Readable.from([options.json ? jsonOf(summary) : eraseText(summary, options.lake)]), process.stdout);
    if (summary.receipt === null && !options.dryRun) process.exitCode = 1;
};

const lift = async (name: string, { lake, json }: EraseUserCommandOptions): Promise<void> => {
    const receipt = await liftErasure(lake, name, Date.now());
    const text = json
        ? `${printableJson({ receipt_key: receiptKey(receipt), receipt })}\n`
        : `Lifted ${receiptKey(receipt)}: new rows of the person are no longer pseudonymised.\n`;
    await writeOut(Readable.from([text]), process.stdout);
};

const run = async (user: string | undefined, options: EraseUserCommandOptions): Promise<void> => {
    if ((user === undefined) === (options.lift === undefined))
        throw new UserError('Give either a user or --lift RECEIPT.', 2);
    if (options.lift !== undefined) return lift(options.lift, options);
    return erase(String(user), options);
};

/** The options and the action of the command. */
export const configureEraseUser = (command: Command): void => {
    command
        .usage('USER --lake FOLDER [options]\n       erase-user --lift RECEIPT --lake FOLDER')
        .argument('[user]', 'a sub or a user name')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--pool <id>', 'the user pool; needed if several pools have such a user')
        .option('--also <text>', 'another sub, name or word that names the person; repeatable', collect)
        .option('--lift <receipt>', 'end an erasure: remove its tombstone')
        .option('--drop-rows', 'remove the rows instead of pseudonymising them', false)
        .option('--dry-run', 'only list the rows and files', false)
        .option('--yes', 'do not ask for confirmation', false)
        .option('--json', 'print the receipt as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
