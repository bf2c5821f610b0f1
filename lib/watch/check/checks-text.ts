/** Formats check results for a terminal: one line per check, then the failures in detail and a summary. */
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { countRows, type CountedRows } from './count-rows.ts';
import { CHECK_SEVERITIES } from './read-checks.ts';
import { rowsText } from './rows-text.ts';
import type { CheckRun } from './run-checks.ts';
import { countOf } from '../../terminal/summary-lines.ts';

/** Enough rows to see the problem; the JSON has all of them. */
const ROWS_SHOWN = 5;

/** In a narrower terminal the title goes below the name. */
const NAME_WIDTH = 26;
const MIN_TITLE_WIDTH = 30;

const INDENT = '  ';

type FailedCheck = { readonly run: CheckRun; readonly rows: CountedRows };

/** A check over days without data is `empty`: it neither passed nor failed. */
const statusOf = ({ hasData }: CheckRun, { rowCount }: CountedRows): string => {
    if (rowCount > 0) return 'FAILED';
    return hasData ? 'passed' : 'empty';
};

const checkLine = (run: CheckRun, counted: CountedRows, width: number | null): string => {
    const [{ check }, { rowCount }] = [run, counted];
    const start = `${statusOf(run, counted).padEnd(6)}  ${check.severity.padEnd(7)}  `;
    const text = rowCount === 0 ? check.title : `${check.title}: ${countOf(rowCount, 'failing row')}`;
    const isWide = width === null || width - start.length - NAME_WIDTH >= MIN_TITLE_WIDTH;
    if (isWide) return formatHangingIndent(start + check.name.padEnd(NAME_WIDTH), text, width);
    return `${start}${check.name}\n${formatHangingIndent(' '.repeat(start.length), text, width)}`;
};

async function* failureDetails({ run, rows }: FailedCheck, width: number | null): AsyncIterable<string> {
    const { check, firstDay, lastDay } = run;
    const hiddenCount = rows.rowCount - rows.firstRows.length;
    yield `\n${check.name} (${check.severity}), ${firstDay} to ${lastDay}\n`;
    yield formatHangingIndent(`${INDENT}Each row:                 `, check.grain, width);
    yield await rowsText(rows, width);
    if (hiddenCount > 0) yield `${INDENT}and ${countOf(hiddenCount, 'more row')}; --json shows all\n`;
    yield formatHangingIndent(`${INDENT}Typical false positives:  `, check.falsePositives, width);
    yield formatHangingIndent(`${INDENT}Next:                     `, check.nextStep, width);
}

const daysText = ([first]: readonly CheckRun[]): string =>
    first === undefined ? '' : `, ${first.firstDay} to ${first.lastDay}`;

const summaryText = (failed: readonly FailedCheck[], checks: readonly CheckRun[]): string => {
    const total = checks.length;
    if (failed.length === 0 && checks.every(({ hasData }) => !hasData))
        return `\nNothing to check: the lake has no rows${daysText(checks).replace(',', ' from')}.\n`;
    if (failed.length === 0)
        return `\n${total === 1 ? 'The check' : `All ${total} checks`} passed${daysText(checks)}.\n`;
    const counts = CHECK_SEVERITIES.map((severity) => ({
        severity,
        count: failed.filter(({ run }) => run.check.severity === severity).length,
    }))
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => `${count} of severity ${severity}`);
    return `\n${failed.length} of ${countOf(total, 'check')} failed: ${counts.join(', ')}.\n`;
};

/** `width` is the terminal’s in columns; null wraps nothing. */
export async function* checksText(checks: AsyncIterable<CheckRun>, width: number | null): AsyncIterable<string> {
    const failed: FailedCheck[] = [];
    const all: CheckRun[] = [];
    for await (const run of checks) {
        const rows = await countRows(run.result, ROWS_SHOWN);
        yield checkLine(run, rows, width);
        if (rows.rowCount > 0) failed.push({ run, rows });
        all.push(run);
    }
    for (const each of failed) yield* failureDetails(each, width);
    yield summaryText(failed, all);
}
