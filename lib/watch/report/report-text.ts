/** Formats a report as text: one line per query, then the findings of the run or of the day. */
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import { messageText } from './message-text.ts';
import type { QueryOutcome, ReportSummary } from './run-report.ts';
import { countOf } from '../../terminal/summary-lines.ts';

const findingsText = ({ findings, new_findings: newCount }: QueryOutcome): string => {
    if (findings === 0) return '';
    if (newCount === 0) return `${countOf(findings, 'finding')}, reported before`;
    return `${countOf(findings, 'finding')}, ${newCount === findings ? 'new' : `${newCount} new`}`;
};

const outcomeText = (outcome: QueryOutcome): string => {
    if (outcome.failure !== null) return `FAILED: ${outcome.failure.split('\n').map(printable).join(' ')}`;
    const allowlisted = outcome.allowlisted_rows === 0 ? '' : `${outcome.allowlisted_rows} allowlisted`;
    const texts = [countOf(outcome.rows, 'row'), allowlisted, findingsText(outcome)];
    return texts.filter((text) => text !== '').join(', ');
};

const outcomesText = ({ run_at: runAt, outcomes, sent }: ReportSummary, width: number | null): string => {
    const nameWidth = Math.max(0, ...outcomes.map(({ query }) => query.length)) + 2;
    const failures = outcomes.filter(({ failure }) => failure !== null).length;
    const counts = [
        `${countOf(outcomes.length, 'query', 'queries')} run`,
        ...(failures === 0 ? [] : [`${failures} failed`]),
        countOf(sent.length, 'new finding'),
    ];
    const lines = outcomes.map((outcome) =>
        formatHangingIndent(
            `  ${outcome.severity.padEnd(8)}${outcome.query.padEnd(nameWidth)}`,
            outcomeText(outcome),
            width,
        ),
    );
    return `Report of ${runAt}: ${counts.join(', ')}\n${lines.join('')}`;
};

const messagesText = (heading: string, messages: readonly string[]): string =>
    `\n${heading}\n${messages.map((message) => `\n${message}`).join('')}`;

const resultsText = ({ folder }: ReportSummary, out: string): string =>
    `\nResults and findings: ${printable(out)}/${folder}\n`;

/** Findings of earlier runs of the day are not repeated: whoever reads this has seen them. */
const earlierText = ({ sent, messages }: ReportSummary): string => {
    const earlier = messages.length - sent.length;
    return earlier > 0 ? `\n${countOf(earlier, 'finding')} of earlier runs today: see summary.txt\n` : '';
};

/**
 * The report of one run, with its new findings. `out` is the name of the output folder or bucket; `width` is the
 * terminal’s in columns, and null wraps nothing.
 */
export const reportText = (report: ReportSummary, out: string, width: number | null): string => {
    const newCount = report.sent.length;
    const heading = newCount === 0 ? 'No new findings' : `New findings: ${newCount}`;
    return [
        outcomesText(report, width),
        messagesText(heading, report.sent.map(messageText)),
        earlierText(report),
        resultsText(report, out),
    ].join('');
};

/** The text of summary.txt: the last run, and the findings of all runs of the day. */
export const summaryText = (report: ReportSummary, out: string, width: number | null): string => {
    const { folder, messages } = report;
    const heading =
        messages.length === 0 ? 'No findings today' : `Findings of ${folder.slice(-11, -1)}: ${messages.length}`;
    return [outcomesText(report, width), messagesText(heading, messages), resultsText(report, out)].join('');
};
