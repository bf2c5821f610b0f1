/** The summary of a rebuild as text, at most 80 columns wide. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { printable } from '../../terminal/printable.ts';
import { failedLines } from '../replay/replay-text.ts';
import type { Differences, DifferenceKind } from './differences.ts';
import type { RebuildSummary } from './rebuild-summary.ts';
import { countOf, formatCount, summaryLine } from '../../terminal/summary-lines.ts';

const line = summaryLine(12);

const LABEL_WIDTH = 15;

/** Two record_ids fit on a line. */
const SHOWN_EXAMPLES = 2;

const exampleLine = ({ examples }: Differences, kind: DifferenceKind): string => {
    const shown = examples[kind].slice(0, SHOWN_EXAMPLES).map((id) => printable(id).slice(0, 32));
    return shown.length === 0
        ? ''
        : `${' '.repeat(LABEL_WIDTH)}${shown.join(' ')}${examples[kind].length > SHOWN_EXAMPLES ? ' …' : ''}\n`;
};

const columnLines = ({ changed_by_column }: Differences): string =>
    Object.entries(changed_by_column)
        .toSorted(([, one], [, other]) => other - one)
        .map(([column, rows]) => `${' '.repeat(LABEL_WIDTH)}${column.padEnd(32)} ${formatCount(rows)}\n`)
        .join('');

const GONE = { true: 'missing from the sources: dropped', false: 'missing from the sources: kept' } as const;

const KIND_LINES = [
    { kind: 'changed', about: () => 'with other values in' },
    { kind: 'moved', about: () => 'to another partition' },
    { kind: 'added', about: () => 'not in the old lake' },
    { kind: 'gone', about: (isDropped: boolean) => GONE[isDropped ? 'true' : 'false'] },
] as const;

const tableText = (table: TableName, differences: Differences, { is_gone_dropped }: RebuildSummary): string => {
    const lines = KIND_LINES.filter(({ kind }) => differences[kind] > 0).map(
        ({ kind, about }) =>
            line(kind, `${countOf(differences[kind], 'row')} ${about(is_gone_dropped)}`) +
            (kind === 'changed' ? columnLines(differences) : '') +
            exampleLine(differences, kind),
    );
    return [
        `${table}\n`,
        line(
            'rows',
            `${formatCount(differences.rows_before)} before, ${formatCount(differences.rows_after)} after, ` +
                `${formatCount(differences.same)} unchanged`,
        ),
        ...lines,
    ].join('');
};

const unusableLines = ({ sources: { unusable, unusable_count } }: RebuildSummary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more =
        unusable_count > unusable.length ? `  and ${formatCount(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Unusable parts of the sources:\n${named}${more}`;
};

const headline = ({ partitions: { rebuilt }, is_dry_run }: RebuildSummary, lake: string): string => {
    if (rebuilt === 0) return `${printable(lake)} is up to date: nothing was changed\n`;
    return is_dry_run ? `Dry run: rebuilding ${printable(lake)} would give\n` : `Rebuilt ${printable(lake)}\n`;
};

const partitionLine = ({ partitions: { found, rebuilt, same, not_closed } }: RebuildSummary): string =>
    line(
        'partitions',
        `${formatCount(rebuilt)} of ${formatCount(found)} rebuilt, ${formatCount(same)} unchanged` +
            (not_closed > 0 ? `, ${formatCount(not_closed)} not closed yet` : ''),
    );

/** The summary as lines of text. */
export const rebuildText = (summary: RebuildSummary, lake: string): string => {
    const {
        sources: { files, events, rejected },
        tables,
    } = summary;
    return [
        headline(summary, lake),
        line(
            'sources',
            `${countOf(files, 'file')}, ${countOf(events, 'event')}, ${formatCount(rejected)} of them rejected`,
        ),
        failedLines(summary.sources, summary.is_dry_run ? 'not stored' : undefined),
        partitionLine(summary),
        ...TABLE_NAMES.map((table) => tableText(table, tables[table], summary)),
        unusableLines(summary),
    ].join('');
};
