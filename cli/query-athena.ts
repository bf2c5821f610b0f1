/** Runs `query NAME --athena`: a query of the catalogue on the deployed lake. */
import { UserError } from '../lib/basics/user-error.ts';
import { databaseOf, DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import { runAthenaQuery } from '../lib/query/athena/run-athena-query.ts';
import type { Query } from '../lib/query/catalogue.ts';
import { findFormat } from '../lib/query/format/formats.ts';
import type { ParameterValues } from '../lib/query/render-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { printNote, terminalWidth } from './terminal-output.ts';

export type AthenaCommandOptions = {
    athena?: boolean;
    workgroup?: string;
    database?: string;
    dryRun?: boolean;
    yes?: boolean;
};

const ATHENA_ONLY_OPTIONS = {
    workgroup: '--workgroup',
    database: '--database',
    dryRun: '--dry-run',
    yes: '--yes',
} as const;

/** Throws a UserError for an option that only works with `--athena`. */
export const rejectAthenaOptions = ({ workgroup, database, dryRun, yes }: AthenaCommandOptions): void => {
    const used = Object.entries({ workgroup, database, dryRun, yes }).find(([, value]) => value !== undefined);
    const option = Object.entries(ATHENA_ONLY_OPTIONS).find(([name]) => name === used?.[0])?.[1];
    if (option !== undefined) throw new UserError(`${option} needs --athena.`, 2);
};

/** Runs the query in Athena and writes its result to standard output, and progress and cost to standard error. */
export const queryAthena = async (
    query: Query,
    values: ParameterValues,
    options: AthenaCommandOptions & { lake?: string; format: string },
): Promise<void> => {
    if (options.lake !== undefined) throw new UserError('Pass --lake or --athena, not both.', 2);
    const workGroup = options.workgroup ?? DEFAULT_WORK_GROUP;
    const status = statusLine();
    const queryOptions = {
        workGroup,
        database: options.database ?? databaseOf(workGroup),
        isDryRun: options.dryRun === true,
        format: findFormat(options.format),
        width: terminalWidth(),
        nowMs: Date.now(),
        signal: stopSignal(),
        printNote: (line: string): void => {
            status.stop();
            printNote(line);
        },
        showProgress: status.show,
        confirm: options.yes === true ? async () => true : confirm,
    };
    await writeOut(runAthenaQuery(query, values, queryOptions), process.stdout).finally(status.stop);
};
