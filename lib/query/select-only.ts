/** Lets through what a person may run on a lake: one SELECT, that reads tables and nothing of the machine. */
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { Complaint } from '../basics/complaint.ts';
import { printable } from '../terminal/printable.ts';

/**
 * DuckDB's other table functions read files or change the engine: `from enable_logging(storage = 'file')` is a SELECT,
 * takes effect under lock_configuration, and ends the process.
 */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree']);

const refusal = (reason: string): Complaint =>
    new Complaint(`--sql takes one SELECT statement: ${printable(reason)}`, 2);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const called = z.object({ function: z.object({ function_name: z.string() }) });

const functionName = (node: Record<string, unknown>): string => called.parse(node).function.function_name.toLowerCase();

const refuseNode = (node: Record<string, unknown>): void => {
    if (node['type'] === 'TABLE_FUNCTION' && !TABLE_FUNCTIONS.has(functionName(node))) {
        throw refusal(
            `the function ${functionName(node)} is not for a lake; of the functions that give rows only ${[...TABLE_FUNCTIONS].join(', ')} are.`,
        );
    }
    if (node['type'] === 'VALUE_PARAMETER')
        throw refusal('it has a placeholder (? or $1), and there is no value for it.');
};

const walk = (value: unknown): void => {
    if (!isObject(value)) return;
    refuseNode(value);
    for (const part of Object.values(value)) walk(part);
};

const serialized = z.union([
    z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
    z.object({
        error: z.literal(true),
        error_type: z.string(),
        error_message: z.string(),
        position: z.coerce.number().optional(),
    }),
]);
type Serialized = z.infer<typeof serialized>;

/** Of a number beyond a double DuckDB writes Infinity, which is no JSON. */
const parsed = (tree: string): unknown => {
    try {
        return JSON.parse(tree);
    } catch {
        throw refusal('it has a number that is too large to be one.');
    }
};

/** DuckDB's own reading of a text, as a tree. Nothing is bound or run. */
const treeOf = async (connection: DuckDBConnection, sql: string): Promise<Serialized> => {
    const result = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
    return serialized.parse(parsed(String(result.getRows()[0]?.[0])));
};

const reasonOf = ({
    error_type: type,
    error_message: message,
    position,
}: Extract<Serialized, { error: true }>): string => {
    if (type === 'not implemented') return 'this is another kind of statement.';
    return position === undefined ? message : `${message} (character ${position + 1}).`;
};

/** Refuses by a Complaint whatever is not one SELECT statement over tables. */
export const selectOnly = async (connection: DuckDBConnection, sql: string): Promise<void> => {
    if (sql.includes('\0')) throw refusal('it has a NUL character.');
    const tree = await treeOf(connection, sql);
    if (tree.error) throw refusal(reasonOf(tree));
    const { statements } = tree;
    if (statements.length !== 1)
        throw refusal(statements.length === 0 ? 'there is none.' : `there are ${statements.length}.`);
    walk(statements);
};
