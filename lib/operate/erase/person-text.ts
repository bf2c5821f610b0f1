/** Tells a person where somebody’s rows are, and what was erased. */
import { printable } from '../../terminal/printable.ts';
import type { Erased } from './erase-user.ts';
import type { Found } from './find-person.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, one: string, more: string): string => `${count(value)} ${value === 1 ? one : more}`;
const line = (label: string, text: string): string => `  ${label.padEnd(10)} ${text}\n`;
const list = (texts: readonly string[]): string => (texts.length === 0 ? 'none' : texts.map(printable).join(', '));

const rowsOf = ({ files }: Found): number => files.reduce((sum, { rows }) => sum + rows, 0);

/** Rows and files of each partition, in the order of the files. */
export const partitionsOf = ({
    files,
}: Found): readonly { readonly folder: string; readonly rows: number; readonly files: number }[] => {
    const partitions = new Map<string, { readonly folder: string; rows: number; files: number }>();
    for (const {
        partition: { folder },
        rows,
    } of files) {
        const known = partitions.get(folder) ?? { folder, rows: 0, files: 0 };
        partitions.set(folder, { folder, rows: known.rows + rows, files: known.files + 1 });
    }
    return [...partitions.values()];
};

/** One person in one pool. */
export const foundText = (found: Found): string =>
    [
        `${found.person.pool}\n`,
        line('sub', list(found.person.subs)),
        line('names', list(found.person.names)),
        found.person.sharedNames.length > 0
            ? line(
                  '',
                  `${list(found.person.sharedNames)}: also names of another sub; rows with them and no sub are left`,
              )
            : '',
        line(
            'rows',
            `${count(rowsOf(found))} in ${plural(found.files.length, 'file', 'files')}${found.firstAt === null ? '' : `, ${found.firstAt} to ${found.lastAt}`}`,
        ),
        line(
            'in them',
            `${plural(found.addresses, 'address', 'addresses')}, ${plural(found.devices, 'device', 'devices')}`,
        ),
        ...partitionsOf(found).map(
            ({ folder, rows, files }) =>
                `    ${printable(folder)}: ${plural(rows, 'row', 'rows')} in ${plural(files, 'file', 'files')}\n`,
        ),
    ].join('');

/** What an erasure came to, and what it can't reach. */
export const erasedText = ({ found, receipt, receiptKey }: Erased, lake: string): string => {
    if (receipt === null) return `${foundText(found)}Nothing was changed.\n`;
    const verb = receipt.drops_rows ? 'removed' : 'made nobody’s';
    return [
        `Erased from ${printable(lake)}: ${plural(rowsOf(found), 'row', 'rows')} ${verb} in ${plural(receipt.files.length, 'file', 'files')}\n`,
        receipt.known_exceptions_changed.length > 0
            ? line('also', receipt.known_exceptions_changed.map(printable).join(', '))
            : '',
        line('receipt', String(receiptKey)),
        'Not reached:\n',
        ...receipt.not_reached.map((told) => `  ${told}\n`),
    ].join('');
};
