/** The summary of a compaction as text, at most 80 columns wide. */
import { formatBytes } from '../../terminal/format-bytes.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { CompactSummary } from './compact-summary.ts';
import type { RewriteFailure } from '../../lake/write/find-rewrite-failures.ts';
import { countOf, formatCount, summaryLine } from '../../terminal/summary-lines.ts';

const line = summaryLine(12);

const WIDTH = 80;

/** One line per file or partition, with the reason below it. */
export const rewriteFailureLines = (failures: readonly RewriteFailure[]): string =>
    failures.map(({ where, why }) => `  ${printable(where)}\n    ${printable(why)}\n`).join('');

const partitionLine = ({
    partitions: { found, not_closed, already_compact, to_compact, compacted },
    is_dry_run,
    skipped_partitions,
}: CompactSummary): string =>
    line(
        'partitions',
        [
            is_dry_run
                ? `${formatCount(to_compact)} of ${formatCount(found)} would be compacted`
                : `${formatCount(compacted)} of ${formatCount(found)} compacted`,
            ...(already_compact > 0 ? [`${formatCount(already_compact)} already compact`] : []),
            ...(not_closed > 0 ? [`${formatCount(not_closed)} not closed yet`] : []),
            ...(skipped_partitions > 0 ? [`${formatCount(skipped_partitions)} skipped`] : []),
        ].join(', '),
    );

const changeLines = ({ files, rows, bytes, duplicates_removed }: CompactSummary): string =>
    [
        line('files', `${formatCount(files.before)} before, ${formatCount(files.after)} after`),
        line(
            'rows',
            `${formatCount(rows.before)} before, ${formatCount(rows.after)} after: ` +
                `${formatCount(duplicates_removed)} ${duplicates_removed === 1 ? 'duplicate' : 'duplicates'} removed`,
        ),
        line('size', `${formatBytes(bytes.before)} before, ${formatBytes(bytes.after)} after`),
    ].join('');

/** Records as lines: the partition and record_id, then the columns. */
const differingText = ({ differing_records, differing }: CompactSummary): string => {
    if (differing_records === 0) return '';
    const more = differing_records - differing.length;
    return [
        `${countOf(differing_records, 'record has', 'records have')} deliveries that differ. None was removed:\n`,
        ...differing.flatMap(({ partition, record_id, columns }) => [
            `  ${printable(partition)}\n`,
            formatHangingIndent(`    ${printable(record_id)}: `, columns.join(', '), WIDTH),
        ]),
        more > 0 ? `  and ${countOf(more, 'more record', 'more records')}\n` : '',
        '  One delivery may be forged. See check deliveries_agree.\n',
    ].join('');
};

/** The summary as lines of text. */
export const compactText = (summary: CompactSummary, lake: string): string =>
    [
        `${summary.is_dry_run ? 'Compacting' : 'Compacted'} ${printable(lake)}, days before ${summary.before_day}\n`,
        partitionLine(summary),
        summary.partitions.compacted > 0 ? changeLines(summary) : '',
        differingText(summary),
        summary.failures.length > 0 ? `Skipped:\n${rewriteFailureLines(summary.failures)}` : '',
        summary.is_stopped ? 'Stopped. Compacted partitions stay compacted. Run the command again for the rest.\n' : '',
    ].join('');
