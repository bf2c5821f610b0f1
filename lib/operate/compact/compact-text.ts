/** Tells a run of compact to a person, in lines of 80 columns. */
import { bytesText } from '../../terminal/bytes-text.ts';
import { printable } from '../../terminal/printable.ts';
import type { CompactSummary } from './compact-summary.ts';
import type { Trouble } from '../../lake/write/troubles.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const line = (label: string, text: string): string => `  ${label.padEnd(12)} ${text}\n`;

/** A file or a partition a line, the reason under it. */
export const troubleLines = (troubles: readonly Trouble[]): string =>
    troubles.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');

const partitionLine = ({
    partitions: { found, not_closed, compact_before, to_compact, compacted },
    is_dry_run,
    left_whole,
}: CompactSummary): string =>
    line(
        'partitions',
        [
            is_dry_run
                ? `${count(to_compact)} of ${count(found)} would be compacted`
                : `${count(compacted)} of ${count(found)} compacted`,
            ...(compact_before > 0 ? [`${count(compact_before)} compact before`] : []),
            ...(not_closed > 0 ? [`${count(not_closed)} not closed yet`] : []),
            ...(left_whole > 0 ? [`${count(left_whole)} left whole`] : []),
        ].join(', '),
    );

const changes = ({ files, rows, bytes, duplicates_removed }: CompactSummary): string =>
    [
        line('files', `${count(files.before)} before, ${count(files.after)} after`),
        line(
            'rows',
            `${count(rows.before)} before, ${count(rows.after)} after: ${count(duplicates_removed)} second ${duplicates_removed === 1 ? 'delivery' : 'deliveries'} removed`,
        ),
        line('size', `${bytesText(bytes.before)} before, ${bytesText(bytes.after)} after`),
    ].join('');

/** The summary as lines of text. */
export const compactText = (summary: CompactSummary, lake: string): string =>
    [
        `${summary.is_dry_run ? 'Compacting' : 'Compacted'} ${printable(lake)}, the days before ${summary.before_day}\n`,
        partitionLine(summary),
        summary.partitions.compacted > 0 ? changes(summary) : '',
        summary.troubles.length > 0 ? `Left whole:\n${troubleLines(summary.troubles)}` : '',
        summary.is_stopped ? 'Stopped. What is compacted stays so; run the command again for the rest.\n' : '',
    ].join('');
