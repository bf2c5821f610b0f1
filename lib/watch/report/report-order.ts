/** What the command `report` is told to ask, and how often to tell of it: by name, or as the settings of the report function say. */
import { statSync } from 'node:fs';
import { Complaint } from '../../basics/complaint.ts';
import type { ReportConfig } from '../../deploy/config/lake-config.ts';
import { readConfig } from '../../deploy/config/read-config.ts';
import type { Query } from '../../query/catalogue.ts';
import type { Values } from '../../query/render.ts';
import { printable } from '../../terminal/printable.ts';
import type { Question } from '../../query/question.ts';
import { questionsIn, reportInput } from '../../deploy/config/report-input.ts';

/** As given on the command line; null is not given. */
export type Given = {
    readonly names: readonly string[];
    /** A file of settings. */
    readonly config: string | null;
    readonly values: Values;
    readonly quietHours: number | null;
    readonly maxMessages: number | null;
};

export type ReportOrder = {
    readonly questions: readonly Question[];
    readonly quietHours: number;
    readonly maxMessages: number;
};

/** Eight days: a week is what the questions look back on, so an episode that ended is then out of the answers. */
const QUIET_HOURS = 192;

/** More mails than this nobody reads. */
const MAX_MESSAGES = 20;

const reportOf = (path: string): ReportConfig => {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
        throw new Complaint(`--config ${printable(path)}: there is no such file`, 2);
    const { report } = readConfig({ path, isExample: false });
    if (report === undefined)
        throw new Complaint(
            `${printable(path)} has no report: write one as in lake.config.example.yml, or name the questions`,
        );
    return report;
};

/** What is given stands before what the file says. */
export const reportOrder = (
    { names, config, values, quietHours, maxMessages }: Given,
    catalogue: readonly Query[],
    nowMs: number,
): ReportOrder => {
    if (names.length > 0 && config !== null)
        throw new Complaint('Name the questions, or give --config: the file names them too', 2);
    const input = config === null ? null : reportInput(reportOf(config), catalogue);
    const questions = input?.questions ?? [...new Set(names)].map((name) => ({ name, values: {} }));
    return {
        questions: questionsIn({ questions, given: values }, catalogue, nowMs),
        quietHours: quietHours ?? input?.quiet_hours ?? QUIET_HOURS,
        maxMessages: maxMessages ?? input?.max_messages ?? MAX_MESSAGES,
    };
};
