/** The formats in which a report can be had, by the name that --format takes. */
import { Complaint } from '../../basics/complaint.ts';
import { FORMAT_NAMES, formatNamed } from '../../query/format/formats.ts';
import { printable } from '../../terminal/printable.ts';
import { reportJson, reportNdjson } from './report-json.ts';
import { reportText } from './report-text.ts';
import type { Checked } from './run-checks.ts';
import { verdicts } from './verdicts.ts';

/** Pieces of text as they are ready. `width`: the columns of the terminal, or null where there is none. */
export type ReportFormat = (checks: AsyncIterable<Checked>, width: number | null) => AsyncIterable<string>;

const REPORTS: ReadonlyMap<string, ReportFormat> = new Map<string, ReportFormat>([
    ['text', reportText],
    ['json', reportJson],
    ['ndjson', reportNdjson],
]);

/** Reports with the rows, then tables of the verdicts alone. */
export const REPORT_FORMAT_NAMES: readonly string[] = [
    ...REPORTS.keys(),
    ...FORMAT_NAMES.filter((name) => !REPORTS.has(name)),
];

/** The format of a name; a Complaint names all when there is none. */
export const reportFormatNamed = (name: string): ReportFormat => {
    if (!REPORT_FORMAT_NAMES.includes(name)) {
        throw new Complaint(`--format is one of ${REPORT_FORMAT_NAMES.join(', ')}, not "${printable(name)}"`, 2);
    }
    return REPORTS.get(name) ?? ((checks, width) => formatNamed(name)(verdicts(checks), width));
};
