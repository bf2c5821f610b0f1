/** `find-user`: lists a person's rows in a lake. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { openRewriteSession } from '../lib/lake/write/open-rewrite-session.ts';
import { removeAtExit } from '../lib/basics/temporary-folder.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { findPerson, wordsOf, type PersonRows } from '../lib/operate/erase/find-person.ts';
import { checkPersonInput } from '../lib/operate/erase/person.ts';
import { remainingCopies } from '../lib/operate/erase/remaining-copies.ts';
import { personRowsText, remainingText, countRowsByPartition } from '../lib/operate/erase/erase-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { openStore } from '../lib/store/open-store.ts';
import { printable } from '../lib/terminal/printable.ts';
import { helpText } from './help-text.ts';
import { LAKE_HELP, lakeOf } from './lake-option.ts';
import { commandName } from '../lib/basics/command-name.ts';

type FindUserCommandOptions = { readonly lake?: string; readonly also?: readonly string[]; readonly json: boolean };

const EXAMPLES = `
A user name is resolved to its sub, and a sub to all its names, in any case and Unicode form. Attempts with a name and
without a sub count as the person’s too. --also adds other subs and names of the person. Delivery errors and reports are
searched for the names and for the words of --also, as whole words. For the person’s events run
query user_timeline --user NAME.

Examples:
  $ ${commandName()} find-user ana --lake my-lake
  $ ${commandName()} find-user 5b0c7c1e-0000-4000-8000-0000000000aa --lake s3://my-bucket/lake --json
  $ ${commandName()} find-user ana --also ana@example.com --also +15550100 --lake my-lake
`;

export const collect = (text: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    text,
];

const jsonOf = (people: readonly PersonRows[], remainingCopyTexts: readonly string[]): string =>
    `${printableJson({
        people: people.map((rows) => ({
            user_pool_id: rows.person.pool,
            subs: rows.person.subs,
            names: rows.person.names,
            shared_names: rows.person.sharedNames,
            first_at: rows.firstAt,
            last_at: rows.lastAt,
            ip_addresses: rows.ipAddresses,
            devices: rows.devices,
            shared: {
                address_rows: rows.sharing.addressRows,
                address_users: rows.sharing.addressUsers,
                device_rows: rows.sharing.deviceRows,
                device_users: rows.sharing.deviceUsers,
            },
            partitions: countRowsByPartition(rows),
            files: rows.files.map(({ key, rows: count }) => ({ key, rows: count })),
        })),
        remaining_copies: remainingCopyTexts,
    })}\n`;

const textOf = (people: readonly PersonRows[], remainingCopyTexts: readonly string[]): string =>
    `${people.map(personRowsText).join('')}What erase-user does not reach:\n${remainingText(remainingCopyTexts)}`;

const run = async (user: string, options: FindUserCommandOptions): Promise<void> => {
    const { also = [], json } = options;
    checkPersonInput({ user, also });
    const lake = await lakeOf(options.lake, 'find-user');
    const session = await openRewriteSession(lake);
    // Nothing is written, so that a signal may end the command at any moment.
    removeAtExit(session.folder);
    try {
        const people = await findPerson(session, { user, also });
        if (people.length === 0)
            throw new UserError(
                `No user in ${printable(lake)} has the sub or the name ${printable(user)}. Give the whole name.`,
            );
        const words = people.flatMap(({ person }) => wordsOf(person, also));
        const copies = await remainingCopies(await openStore(lake), words);
        await writeOut(Readable.from([json ? jsonOf(people, copies) : textOf(people, copies)]), process.stdout);
    } finally {
        await session.close();
    }
};

/** The options and the action of the command. */
export const configureFindUser = (command: Command): void => {
    command
        .usage('USER [--lake FOLDER] [options]')
        .argument('<user>', 'a sub or a user name')
        .option('--lake <lake>', LAKE_HELP)
        .option('--also <text>', 'another sub, name or word that names the person; repeatable', collect)
        .option('--json', 'print the result as JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
