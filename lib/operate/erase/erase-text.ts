/** The results of `find-user` and `erase-user` as text. */
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { EraseSummary } from './erase-user.ts';
import { sharingText } from './remaining-copies.ts';
import type { PersonRows } from './find-person.ts';
import { receiptName } from './receipt.ts';
import { countOf, formatCount, summaryLine } from '../../terminal/summary-lines.ts';

const line = summaryLine(10);

const TEXT_WIDTH = 80;

const list = (texts: readonly string[]): string => (texts.length === 0 ? 'none' : texts.map(printable).join(', '));

const totalRows = ({ files }: PersonRows): number => files.reduce((sum, { rows }) => sum + rows, 0);

/** The person's rows and files per partition, in the order of the files. */
export const countRowsByPartition = ({
    files,
}: PersonRows): readonly { readonly folder: string; readonly rows: number; readonly files: number }[] => {
    const partitions = new Map<string, { readonly folder: string; rows: number; files: number }>();
    for (const {
        partition: { folder },
        rows,
    } of files) {
        const sum = partitions.get(folder) ?? { folder, rows: 0, files: 0 };
        partitions.set(folder, { folder, rows: sum.rows + rows, files: sum.files + 1 });
    }
    return [...partitions.values()];
};

const rowsText = (found: PersonRows): string => {
    const period = found.firstAt === null ? '' : `, ${found.firstAt} to ${found.lastAt}`;
    return `${formatCount(totalRows(found))} in ${countOf(found.files.length, 'file', 'files')}${period}`;
};

/** The rows of one person in one pool. */
export const personRowsText = (found: PersonRows): string =>
    [
        `${found.person.pool}\n`,
        line('sub', list(found.person.subs)),
        line('names', list(found.person.names)),
        found.person.sharedNames.length > 0
            ? line('', `${list(found.person.sharedNames)}: another sub has it too; rows with it and no sub are kept`)
            : '',
        line('rows', rowsText(found)),
        line(
            'with',
            `${countOf(found.ipAddresses, 'IP address', 'IP addresses')}, ${countOf(found.devices, 'device', 'devices')}`,
        ),
        line('shared', sharingText(found)),
        ...countRowsByPartition(found).map(
            ({ folder, rows, files }) =>
                `    ${printable(folder)}: ${countOf(rows, 'row', 'rows')} in ${countOf(files, 'file', 'files')}\n`,
        ),
    ].join('');

/** What an erasure leaves, one item a copy. */
export const remainingText = (copies: readonly string[]): string =>
    copies.map((copy) => formatHangingIndent('  - ', copy, TEXT_WIDTH)).join('');

/** The summary of an erasure, with the copies that remain. */
export const eraseText = ({ found, receipt, receiptKey }: EraseSummary, lake: string): string => {
    if (receipt === null) return `${personRowsText(found)}Nothing was changed.\n`;
    const verb = receipt.drops_rows ? 'removed' : 'pseudonymised';
    const rows = countOf(totalRows(found), 'row', 'rows');
    return [
        `Erased from ${printable(lake)}: ${rows} ${verb} in ${countOf(receipt.files.length, 'file', 'files')}\n`,
        receipt.allowlist_files_changed.length > 0
            ? line('also', receipt.allowlist_files_changed.map(printable).join(', '))
            : '',
        line('receipt', String(receiptKey)),
        line('lasts', `for events up to ${receipt.until}; erase-user --lift ${receiptName(receipt)} ends it`),
        'What remains:\n',
        remainingText(receipt.remaining_copies),
    ].join('');
};
