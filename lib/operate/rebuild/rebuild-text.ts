/** Tells a rebuild to a person, in lines of 80 columns. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { printable } from '../../terminal/printable.ts';
import type { Differences, Kind } from './differences.ts';
import type { RebuildSummary } from './rebuild-summary.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, one: string): string => `${count(value)} ${one}${value === 1 ? '' : 's'}`;
const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}\n`;

const LABEL_WIDTH = 15;

/** Two record_ids fill a line. */
const SHOWN_EXAMPLES = 2;

const exampleLine = ({ examples }: Differences, kind: Kind): string => {
    const shown = examples[kind].slice(0, SHOWN_EXAMPLES).map((id) => printable(id).slice(0, 32));
    return shown.length === 0
        ? ''
        : `${' '.repeat(LABEL_WIDTH)}${shown.join(' ')}${examples[kind].length > SHOWN_EXAMPLES ? ' …' : ''}\n`;
};

const columnLines = ({ changed_by_column }: Differences): string =>
    Object.entries(changed_by_column)
        .toSorted(([, one], [, other]) => other - one)
        .map(([column, rows]) => `${' '.repeat(LABEL_WIDTH)}${column.padEnd(32)} ${count(rows)}\n`)
        .join('');

const GONE = { true: 'in no source: dropped', false: 'in no source: kept' } as const;

const KIND_LINES = [
    { kind: 'changed', about: () => 'with another value in' },
    { kind: 'moved', about: () => 'into another partition' },
    { kind: 'added', about: () => 'that the old lake did not have' },
    { kind: 'gone', about: (isDropped: boolean) => GONE[isDropped ? 'true' : 'false'] },
] as const;

const tableText = (table: TableName, differences: Differences, { is_gone_dropped }: RebuildSummary): string => {
    const lines = KIND_LINES.filter(({ kind }) => differences[kind] > 0).map(
        ({ kind, about }) =>
            line(kind, `${plural(differences[kind], 'row')} ${about(is_gone_dropped)}`) +
            (kind === 'changed' ? columnLines(differences) : '') +
            exampleLine(differences, kind),
    );
    return [
        `${table}\n`,
        line(
            'rows',
            `${count(differences.rows_before)} before, ${count(differences.rows_after)} after, ${count(differences.same)} the same`,
        ),
        ...lines,
    ].join('');
};

const unusableLines = ({ sources: { unusable, unusable_count } }: RebuildSummary): string => {
    const named = unusable.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');
    const more = unusable_count > unusable.length ? `  and ${count(unusable_count - unusable.length)} more\n` : '';
    return unusable_count === 0 ? '' : `Not usable of the sources:\n${named}${more}`;
};

const headline = ({ partitions: { rebuilt }, is_dry_run }: RebuildSummary, lake: string): string => {
    if (rebuilt === 0) return `${printable(lake)} needs no rebuild: nothing was changed\n`;
    return is_dry_run ? `Rebuilding ${printable(lake)} would come to\n` : `Rebuilt ${printable(lake)}\n`;
};

const partitionLine = ({ partitions: { found, rebuilt, same, not_closed } }: RebuildSummary): string =>
    line(
        'partitions',
        `${count(rebuilt)} of ${count(found)} rebuilt, ${count(same)} the same${not_closed > 0 ? `, ${count(not_closed)} not closed yet` : ''}`,
    );

/** The summary as lines of text. */
export const rebuildText = (summary: RebuildSummary, lake: string): string => {
    const {
        sources: { files, events, refused },
        tables,
    } = summary;
    return [
        headline(summary, lake),
        line('sources', `${plural(files, 'file')}, ${plural(events, 'event')}, ${count(refused)} of them refused`),
        partitionLine(summary),
        ...TABLE_NAMES.map((table) => tableText(table, tables[table], summary)),
        unusableLines(summary),
    ].join('');
};
