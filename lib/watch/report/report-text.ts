/** Formats a report as text: one line per query, then the findings of the day. */
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { QueryOutcome, ReportSummary } from './run-report.ts';
import { countOf } from '../../terminal/summary-lines.ts';

const findingsText = ({ findings, new_findings: newCount }: QueryOutcome): string => {
    if (findings === 0) return '';
    if (newCount === 0) return `${countOf(findings, 'finding')}, sent before`;
    return `${countOf(findings, 'finding')}, ${newCount === findings ? 'new' : `${newCount} new`}`;
};

const outcomeText = (outcome: QueryOutcome): string => {
    if (outcome.failure !== null) return `FAILED: ${outcome.failure.split('\n').map(printable).join(' ')}`;
    const allowlisted = outcome.allowlisted_rows === 0 ? '' : `${outcome.allowlisted_rows} allowlisted`;
    const texts = [countOf(outcome.rows, 'row'), allowlisted, findingsText(outcome)];
    return texts.filter((text) => text !== '').join(', ');
};

/** `out` is the name of the output folder or bucket; `width` is the terminal’s in columns, and null wraps nothing. */
export const reportText = (
    { run_at: runAt, folder, outcomes, sent, messages }: ReportSummary,
    out: string,
    width: number | null,
): string => {
    const nameWidth = Math.max(0, ...outcomes.map(({ query }) => query.length)) + 2;
    const failures = outcomes.filter(({ failure }) => failure !== null).length;
    const counts = [
        `${countOf(outcomes.length, 'query', 'queries')} run`,
        ...(failures === 0 ? [] : [`${failures} failed`]),
        `${countOf(sent.length, 'finding')} sent`,
    ];
    const day = folder.slice(-11, -1);
    const heading = messages.length === 0 ? 'No findings sent today' : `Findings sent on ${day}: ${messages.length}`;
    return [
        `Report of ${runAt}: ${counts.join(', ')}\n`,
        ...outcomes.map((outcome) =>
            formatHangingIndent(
                `  ${outcome.severity.padEnd(8)}${outcome.query.padEnd(nameWidth)}`,
                outcomeText(outcome),
                width,
            ),
        ),
        `\n${heading}\n`,
        ...messages.map((message) => `\n${message}`),
        `\nResults and findings: ${printable(out)}/${folder}\n`,
    ].join('');
};
