/** A report for reading: a line a promise as it is checked, then what is broken, how it may be a false alarm, and what to do next. */
import { hanging } from '../../terminal/hanging.ts';
import { peek, type Peek } from './peek.ts';
import { CHECK_SEVERITIES, promiseOf } from './read-checks.ts';
import { rowsText } from './rows-text.ts';
import type { Checked } from './run-checks.ts';

/** Enough to see what is wrong; all are in the JSON. */
const ROWS_SHOWN = 5;

/** In a narrower terminal the promise stands under the name. */
const NAME_WIDTH = 26;
const MIN_PROMISE_WIDTH = 30;

const INDENT = '  ';

type Broken = { readonly checked: Checked; readonly seen: Peek };

const countText = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Of days that the lake has not, nothing can be said. */
const wordOf = ({ hasData }: Checked, { rowCount }: Peek): string => {
    if (rowCount > 0) return 'BROKEN';
    return hasData ? 'kept' : 'empty';
};

const verdict = (checked: Checked, seen: Peek, width: number | null): string => {
    const [{ check }, { rowCount }] = [checked, seen];
    const start = `${wordOf(checked, seen).padEnd(6)}  ${check.severity.padEnd(7)}  `;
    const text =
        rowCount === 0
            ? promiseOf(check)
            : `${promiseOf(check)} ${rowCount === 1 ? '1 row breaks' : `${rowCount} rows break`} it.`;
    const isWide = width === null || width - start.length - NAME_WIDTH >= MIN_PROMISE_WIDTH;
    if (isWide) return hanging(start + check.name.padEnd(NAME_WIDTH), text, width);
    return `${start}${check.name}\n${hanging(' '.repeat(start.length), text, width)}`;
};

async function* detail({ checked, seen }: Broken, width: number | null): AsyncIterable<string> {
    const { check, firstDay, lastDay } = checked;
    const more = seen.rowCount - seen.first.length;
    yield `\n${check.name} (${check.severity}), ${firstDay} to ${lastDay}\n`;
    yield hanging(`${INDENT}Each row:     `, check.grain, width);
    yield await rowsText(seen, width);
    if (more > 0) yield `${INDENT}and ${countText(more, 'more row')}, which --json shows\n`;
    yield hanging(`${INDENT}False alarm:  `, check.falseAlarm, width);
    yield hanging(`${INDENT}Next:         `, check.next, width);
}

const daysText = ([first]: readonly Checked[]): string =>
    first === undefined ? '' : `, ${first.firstDay} to ${first.lastDay}`;

const summary = (broken: readonly Broken[], checks: readonly Checked[]): string => {
    const total = checks.length;
    if (broken.length === 0 && checks.every(({ hasData }) => !hasData))
        return `\nNothing was put to the test: the lake has no record${daysText(checks).replace(',', ' of')}.\n`;
    if (broken.length === 0)
        return `\n${total === 1 ? 'The promise is' : `All ${total} promises are`} kept${daysText(checks)}.\n`;
    const counts = CHECK_SEVERITIES.map((severity) => ({
        severity,
        count: broken.filter(({ checked }) => checked.check.severity === severity).length,
    }))
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) => `${count} of severity ${severity}`);
    return `\n${broken.length} of ${countText(total, 'promise')} broken: ${counts.join(', ')}.\n`;
};

/** `width` is the terminal's, or null where there is none: then nothing is broken into lines. */
export async function* reportText(checks: AsyncIterable<Checked>, width: number | null): AsyncIterable<string> {
    const broken: Broken[] = [];
    const all: Checked[] = [];
    for await (const checked of checks) {
        const seen = await peek(checked.result, ROWS_SHOWN);
        yield verdict(checked, seen, width);
        if (seen.rowCount > 0) broken.push({ checked, seen });
        all.push(checked);
    }
    for (const one of broken) yield* detail(one, width);
    yield summary(broken, all);
}
