/** Formats the result of `doctor` for a terminal: a table of all checks, then the fixes. */
import { table } from '../../query/format/table.ts';
import { formatHangingIndent } from '../../terminal/format-hanging-indent.ts';
import { printable } from '../../terminal/printable.ts';
import type { StackCheck, StackCheckState } from './stack-check.ts';
import type { DoctorSummary } from './run-doctor.ts';
import { objectsResult } from '../../query/query-result.ts';

const stateText = (state: StackCheckState): string => (state === 'failed' ? 'FAILED' : state);

const highlightFailed = ({ state, ...rest }: StackCheck) => ({ ...rest, state: stateText(state) });

/** A fix is often a command: it stays on one line, so that it can be copied. */
export const fixText = ({ state, part, name, message, fix }: StackCheck, width: number | null): string =>
    [
        '\n',
        formatHangingIndent('', printable(`${stateText(state)}: ${part} ${name}`), width),
        formatHangingIndent('  Message: ', printable(message), width),
        formatHangingIndent('  Fix:     ', printable(fix), null),
    ].join('');

/** The text of a summary, in chunks. `width` is the terminal's; null without a terminal, then lines are not wrapped. */
export async function* doctorText(
    { stack, region, account, caller, counts, checks }: DoctorSummary,
    width: number | null,
): AsyncIterable<string> {
    yield formatHangingIndent('', printable(`${stack} in ${region}, account ${account}, checked as ${caller}`), width);
    yield* table(objectsResult(['state', 'part', 'name', 'message'], checks.map(highlightFailed)), width);
    for (const check of checks.filter(({ state }) => state !== 'passed')) yield fixText(check, width);
    yield `\n${counts.passed} passed, ${counts.failed} failed, ${counts.unknown} unknown.\n`;
}
