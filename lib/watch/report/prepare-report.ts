/** Resolves the queries and limits of the command `report`, from its options or from the config file. */
import { statSync } from 'node:fs';
import { UserError } from '../../basics/user-error.ts';
import type { ReportConfig } from '../../deploy/config/report-config.ts';
import { readConfig } from '../../deploy/config/read-config.ts';
import type { Query } from '../../query/catalogue.ts';
import type { ParameterValues } from '../../query/render-query.ts';
import { printable } from '../../terminal/printable.ts';
import type { PreparedQuery } from '../../query/prepare-queries.ts';
import { prepareReportQueries, reportInput } from '../../deploy/config/report-input.ts';

/** The options of the command line; null if not set. */
export type ReportRequest = {
    readonly names: readonly string[];
    /** Path of a config file. */
    readonly config: string | null;
    readonly values: ParameterValues;
    readonly quietHours: number | null;
    readonly maxMessages: number | null;
};

export type PreparedReport = {
    readonly queries: readonly PreparedQuery[];
    readonly quietHours: number;
    readonly maxMessages: number;
};

/** Eight days: queries look back a week, so an episode that ended is no longer in the results by then. */
const DEFAULT_QUIET_HOURS = 192;

/** Limits the mails of one query and report. */
const DEFAULT_MAX_MESSAGES = 20;

const readReportConfig = (path: string): ReportConfig => {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
        throw new UserError(`Cannot read --config ${printable(path)}: no such file`, 2);
    const { report } = readConfig({ path, isExample: false });
    if (report === undefined)
        throw new UserError(
            `${printable(path)} has no report section. Add one as in lake.config.example.yml, or name the queries.`,
        );
    return report;
};

/** Options take precedence over the config file. Throws a UserError for an invalid combination or value. */
export const prepareReport = (
    { names, config, values, quietHours, maxMessages }: ReportRequest,
    catalogue: readonly Query[],
    nowMs: number,
): PreparedReport => {
    if (names.length > 0 && config !== null)
        throw new UserError('Cannot combine query names with --config, which also names them. Use one of them.', 2);
    const input = config === null ? null : reportInput(readReportConfig(config), catalogue);
    const queries = input?.queries ?? [...new Set(names)].map((name) => ({ name, values: {} }));
    return {
        queries: prepareReportQueries({ queries, sharedValues: values }, catalogue, nowMs),
        quietHours: quietHours ?? input?.quiet_hours ?? DEFAULT_QUIET_HOURS,
        maxMessages: maxMessages ?? input?.max_messages ?? DEFAULT_MAX_MESSAGES,
    };
};
