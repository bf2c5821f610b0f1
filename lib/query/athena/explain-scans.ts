/** Finds which partitions a statement would scan, by Athena's EXPLAIN, which scans nothing itself. */
import * as z from 'zod';
import { AthenaError } from './athena-error.ts';
import type { Athena } from './open-athena.ts';
import { runExecution, type ExecutionOptions } from './run-execution.ts';

const bound = z.object({ value: z.string().optional() }).nullish();
const column = z.object({
    columnName: z.string(),
    domain: z.object({ ranges: z.array(z.object({ low: bound, high: bound })) }),
});
const constraint = z.object({ none: z.boolean().optional(), columnConstraints: z.array(column).optional() });
/** The output of EXPLAIN (TYPE IO): trino.io/docs/current/sql/explain.html. */
const ioPlan = z.object({
    inputTableColumnInfos: z.array(
        z.object({
            table: z.object({ schemaTable: z.object({ table: z.string() }) }),
            constraint: constraint.optional(),
        }),
    ),
});

/** An inclusive range of values. Without `low` or `high` it is unlimited on that side. */
type ValueRange = { readonly low?: string; readonly high?: string };

/** One scan of a table. A column missing from `ranges` is unlimited; one with an empty list matches nothing. */
export type TableScan = {
    readonly table: string;
    readonly ranges: ReadonlyMap<string, readonly ValueRange[]>;
    readonly isEmpty: boolean;
};

type IoPlanTable = z.infer<typeof ioPlan>['inputTableColumnInfos'][number];

const rangeOf = ({ low, high }: z.infer<typeof column>['domain']['ranges'][number]): ValueRange => ({
    ...(low?.value === undefined ? {} : { low: low.value }),
    ...(high?.value === undefined ? {} : { high: high.value }),
});

const scanOf = ({ table, constraint: limits }: IoPlanTable): TableScan => ({
    table: table.schemaTable.table,
    ranges: new Map(
        (limits?.columnConstraints ?? []).map(({ columnName, domain }) => [columnName, domain.ranges.map(rangeOf)]),
    ),
    isEmpty: limits?.none === true,
});

const parsePlan = (text: string): unknown => {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
};

/** Parses the text of a plan. Throws an AthenaError if it is not a plan. */
const parseScans = (text: string): readonly TableScan[] => {
    const { success, data } = ioPlan.safeParse(parsePlan(text));
    if (!success) throw new AthenaError('unknown', 'Cannot parse the output of Athena’s EXPLAIN.');
    return data.inputTableColumnInfos.map(scanOf);
};

/** Whether a value of a partition column is in one of the scan's ranges. */
export const isScanned = ({ ranges, isEmpty }: TableScan, name: string, value: string): boolean => {
    const limits = ranges.get(name);
    return (
        !isEmpty &&
        (limits === undefined || limits.some(({ low = value, high = value }) => low <= value && value <= high))
    );
};

/** The plan comes as one row or as one row per line, with or without the column name before it. */
const readPlan = async (athena: Athena, id: string): Promise<string> => {
    const lines: string[] = [];
    let token: string | undefined;
    do {
        const { rows, nextToken } = await athena.getPage(id, token);
        lines.push(...rows.map((texts) => texts.join('')));
        token = nextToken;
    } while (token !== undefined);
    return lines.filter((line, index) => index > 0 || line.trimStart().startsWith('{')).join('\n');
};

/** The scans of a statement. Throws an AthenaError if Athena can't plan it. */
export const explainScans = async (
    athena: Athena,
    sql: string,
    options: ExecutionOptions,
): Promise<readonly TableScan[]> => {
    const { id } = await runExecution(athena, `explain (type io, format json) ${sql}`, options);
    return parseScans(await readPlan(athena, id));
};
