/** Tells a diagnosis to a person: a table of all checks, then what to do about what is not fine. */
import { table } from '../../query/format/table.ts';
import { hanging } from '../../terminal/hanging.ts';
import { printable } from '../../terminal/printable.ts';
import type { Check } from './check.ts';
import type { Diagnosis } from './doctor.ts';
import { recordsResult } from '../../query/result.ts';

/** What is not fine is to be seen at a glance. */
const shown = ({ state, ...rest }: Check) => ({ ...rest, state: state === 'wrong' ? 'WRONG' : state });

/** What to do is often a command: it stays one line, to be copied. */
const remedy = ({ state, part, name, found, fix }: Check, width: number | null): string =>
    `\n${hanging('', printable(`${state === 'wrong' ? 'WRONG' : state}: ${part} ${name}`), width)}${hanging('  Found: ', printable(found), width)}${hanging('  Do:    ', printable(fix), null)}`;

const count = (value: number, word: string): string => `${value} ${word}`;

/** `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export async function* doctorText(
    { stack, region, account, caller, counts, checks }: Diagnosis,
    width: number | null,
): AsyncIterable<string> {
    yield hanging('', printable(`${stack} in ${region}, account ${account}, asked as ${caller}`), width);
    yield* table(recordsResult(['state', 'part', 'name', 'found'], checks.map(shown)), width);
    for (const check of checks.filter(({ state }) => state !== 'fine')) yield remedy(check, width);
    yield `\n${count(counts.fine, 'fine')}, ${count(counts.wrong, 'wrong')}, ${count(counts.unknown, 'unknown')}.\n`;
}
