/** `query NAME --athena`: asks the deployed lake. */
import { Complaint } from '../lib/basics/complaint.ts';
import { databaseOf, DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import { askAthena } from '../lib/query/athena/ask-athena.ts';
import type { Query } from '../lib/query/catalogue.ts';
import { formatNamed } from '../lib/query/format/formats.ts';
import type { Values } from '../lib/query/render.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { confirm } from '../lib/terminal/confirm.ts';
import { statusLine } from '../lib/terminal/status-line.ts';
import { stopSignal } from '../lib/terminal/stop-signal.ts';
import { tell, terminalWidth } from './query-terminal.ts';

export type AthenaOptions = {
    athena?: boolean;
    workgroup?: string;
    database?: string;
    dryRun?: boolean;
    yes?: boolean;
};

const ONLY_ATHENA = { workgroup: '--workgroup', database: '--database', dryRun: '--dry-run', yes: '--yes' } as const;

/** Refuses what means nothing to a lake of files. */
export const refuseAthenaOptions = ({ workgroup, database, dryRun, yes }: AthenaOptions): void => {
    const given = Object.entries({ workgroup, database, dryRun, yes }).find(([, value]) => value !== undefined);
    const option = Object.entries(ONLY_ATHENA).find(([name]) => name === given?.[0])?.[1];
    if (option !== undefined) throw new Complaint(`${option} is for --athena`, 2);
};

/** Runs the query in Athena, and writes its answer. */
export const queryAthena = async (
    query: Query,
    values: Values,
    options: AthenaOptions & { lake?: string; format: string },
): Promise<void> => {
    if (options.lake !== undefined) throw new Complaint('give --lake or --athena, not both', 2);
    const workGroup = options.workgroup ?? DEFAULT_WORK_GROUP;
    const status = statusLine();
    const asking = {
        workGroup,
        database: options.database ?? databaseOf(workGroup),
        isDryRun: options.dryRun === true,
        format: formatNamed(options.format),
        width: terminalWidth(),
        nowMs: Date.now(),
        signal: stopSignal(),
        tell: (line: string): void => {
            status.stop();
            tell(line);
        },
        show: status.show,
        confirm: options.yes === true ? async () => true : confirm,
    };
    await writeOut(askAthena(query, values, asking), process.stdout).finally(status.stop);
};
