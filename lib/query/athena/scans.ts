/** Which partitions a statement would read: Athena's EXPLAIN tells, and scans nothing for it. */
import * as z from 'zod';
import { AthenaError } from './athena-error.ts';
import type { Athena } from './open-athena.ts';
import { runExecution, type Watch } from './run-execution.ts';

const bound = z.object({ value: z.string().optional() }).nullish();
const column = z.object({
    columnName: z.string(),
    domain: z.object({ ranges: z.array(z.object({ low: bound, high: bound })) }),
});
const constraint = z.object({ none: z.boolean().optional(), columnConstraints: z.array(column).optional() });
/** trino.io/docs/current/sql/explain.html, TYPE IO. */
const ioPlan = z.object({
    inputTableColumnInfos: z.array(
        z.object({
            table: z.object({ schemaTable: z.object({ table: z.string() }) }),
            constraint: constraint.optional(),
        }),
    ),
});

/** From a value to a value, both included; what is left out is not limited. */
export type Range = { readonly low?: string; readonly high?: string };

/** One reading of a table. A column that is not named is not limited; one without ranges leaves nothing to read. */
export type Scan = {
    readonly table: string;
    readonly ranges: ReadonlyMap<string, readonly Range[]>;
    readonly isEmpty: boolean;
};

type Io = z.infer<typeof ioPlan>['inputTableColumnInfos'][number];

const rangeOf = ({ low, high }: z.infer<typeof column>['domain']['ranges'][number]): Range => ({
    ...(low?.value === undefined ? {} : { low: low.value }),
    ...(high?.value === undefined ? {} : { high: high.value }),
});

const scanOf = ({ table, constraint: limits }: Io): Scan => ({
    table: table.schemaTable.table,
    ranges: new Map(
        (limits?.columnConstraints ?? []).map(({ columnName, domain }) => [columnName, domain.ranges.map(rangeOf)]),
    ),
    isEmpty: limits?.none === true,
});

const planOf = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
};

/** The scans of a plan's text. */
export const readScans = (text: string): readonly Scan[] => {
    const { success, data } = ioPlan.safeParse(planOf(text));
    if (!success) throw new AthenaError('unknown', 'Athena’s EXPLAIN is not in the form that is known.');
    return data.inputTableColumnInfos.map(scanOf);
};

/** Whether a value lies in one of a column's ranges. */
export const isRead = ({ ranges, isEmpty }: Scan, name: string, value: string): boolean => {
    const limits = ranges.get(name);
    return (
        !isEmpty &&
        (limits === undefined || limits.some(({ low = value, high = value }) => low <= value && value <= high))
    );
};

/** The plan may come as one row or as a row a line, with its column's name before it or not. */
const planText = async (athena: Athena, id: string): Promise<string> => {
    const lines: string[] = [];
    let token: string | undefined;
    do {
        const { rows, next } = await athena.page(id, token);
        lines.push(...rows.map((texts) => texts.join('')));
        token = next;
    } while (token !== undefined);
    return lines.filter((line, index) => index > 0 || line.trimStart().startsWith('{')).join('\n');
};

/** The scans of a statement. One that Athena can't plan is a Complaint with its reason. */
export const scansOf = async (athena: Athena, sql: string, watch: Watch): Promise<readonly Scan[]> => {
    const { id } = await runExecution(athena, `explain (type io, format json) ${sql}`, watch);
    return readScans(await planText(athena, id));
};
