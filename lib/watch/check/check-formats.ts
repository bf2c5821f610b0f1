/** The output formats of `check`, by the name that --format takes. */
import { UserError } from '../../basics/user-error.ts';
import { FORMAT_NAMES, findFormat } from '../../query/format/formats.ts';
import { printable } from '../../terminal/printable.ts';
import { checksJson, checksNdjson } from './checks-json.ts';
import { checksText } from './checks-text.ts';
import type { CheckRun } from './run-checks.ts';
import { checksResult } from './checks-result.ts';

/** Yields pieces of text as they are ready. `width` is the terminal’s in columns, or null without a terminal. */
export type CheckFormat = (checks: AsyncIterable<CheckRun>, width: number | null) => AsyncIterable<string>;

const CHECK_FORMATS: ReadonlyMap<string, CheckFormat> = new Map<string, CheckFormat>([
    ['text', checksText],
    ['json', checksJson],
    ['ndjson', checksNdjson],
]);

/** Formats with the failing rows first, then tables with the results alone. */
export const CHECK_FORMAT_NAMES: readonly string[] = [
    ...CHECK_FORMATS.keys(),
    ...FORMAT_NAMES.filter((name) => !CHECK_FORMATS.has(name)),
];

/** The format of a name. Throws a UserError that lists all names if it is unknown. */
export const findCheckFormat = (name: string): CheckFormat => {
    if (!CHECK_FORMAT_NAMES.includes(name)) {
        throw new UserError(`--format is one of ${CHECK_FORMAT_NAMES.join(', ')}, not "${printable(name)}"`, 2);
    }
    return CHECK_FORMATS.get(name) ?? ((checks, width) => findFormat(name)(checksResult(checks), width));
};
