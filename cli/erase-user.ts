/** `erase-user`: takes a person out of a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { eraseUser, type Erased } from '../lib/operate/erase/erase-user.ts';
import type { Found } from '../lib/operate/erase/find-person.ts';
import { erasedText, foundText, partitionsOf } from '../lib/operate/erase/person-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { progressBar, type ProgressBar } from '../lib/terminal/progress-bar.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { collect } from './find-user.ts';

type Given = {
    readonly lake: string;
    readonly pool?: string;
    readonly also?: readonly string[];
    readonly dropRows: boolean;
    readonly dryRun: boolean;
    readonly yes: boolean;
    readonly json: boolean;
};

const EXAMPLES = `
The person’s rows stay, so that counts do: sub and name become a pseudonym that nothing leads back from, address, device, city, request
and extra columns become NULL. With --drop-rows they are left out. Delivery errors keep their text, but for the words that name the person.
Lines of known_exceptions/ that name the person go. Only files with rows of the person are rewritten, one after another: the new one comes
first. A run that is killed is run again. A receipt in the lake's erasures/ tells what was touched, and no one's name.

Not reached: raw/, errors/, results/, exports and log groups, until they expire; the output names those that are there. A backfill, replay,
redrive or rebuild from them would bring the rows back: delete the user in Cognito first.

Examples:
  $ npm run -s lake -- erase-user ana --lake my-lake --dry-run
  $ npm run -s lake -- erase-user 5b0c7c1e-0000-4000-8000-0000000000aa --lake s3://my-bucket/lake --yes --json
  $ npm run -s lake -- erase-user ana --pool us-west-2_EXAMPLE --also ana@example.com --drop-rows --lake my-lake
`;

const SILENT: ProgressBar = { advance: () => undefined, stop: () => undefined };

const agreed = async (found: Found, { yes, lake }: Given): Promise<boolean> => {
    if (yes) return true;
    process.stderr.write(foundText(found));
    if (!process.stdin.isTTY) throw new Complaint('There is nobody to ask here: give --yes to go on.', 2);
    return confirm(`Erase this from ${lake}? It can’t be undone.`);
};

const erased = async (user: string, given: Given): Promise<Erased> => {
    const { lake, pool = null, also = [], dropRows, dryRun } = given;
    let bar = SILENT;
    const onTotal = (files: number): void => {
        bar = progressBar('erase {bar} {value} of {total} files | {eta_formatted} left', files);
    };
    const watched = {
        nowMs: Date.now(),
        isAgreed: async (found: Found) => agreed(found, given),
        onTotal,
        onFile: () => bar.advance(1),
        signal: stopSignal(),
    };
    return eraseUser({ lake, user, pool, also, dropsRows: dropRows, isDryRun: dryRun }, watched).finally(() =>
        bar.stop(),
    );
};

const jsonOf = ({ found, receipt, receiptKey }: Erased): string =>
    `${printableJson({ partitions: partitionsOf(found), receipt_key: receiptKey, receipt })}\n`;

const run = async (user: string, given: Given): Promise<void> => {
    const result = await erased(user, given);
    await writeOut(Readable.from([given.json ? jsonOf(result) : erasedText(result, given.lake)]), process.stdout);
    if (result.receipt === null && !given.dryRun) process.exitCode = 1;
};

/** Adds the command. */
export const addEraseUser = (program: Command): void => {
    program
        .command('erase-user')
        .description('take a person out of a lake, with a receipt')
        .argument('<user>', 'a sub or a user name')
        .requiredOption('--lake <lake>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--pool <id>', 'the user pool, where several have such a user')
        .option('--also <text>', 'another word that names the person in delivery errors; may be given again', collect)
        .option('--drop-rows', 'leave the rows out instead of making them nobody’s', false)
        .option('--dry-run', 'only say what would be touched', false)
        .option('--yes', 'don’t ask', false)
        .option('--json', 'print the receipt as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
