/** Checks a user's own SQL: one SELECT that reads the lake's tables and no other file of the machine. */
import type { DuckDBConnection } from '@duckdb/node-api';
import * as z from 'zod';
import { UserError } from '../basics/user-error.ts';
import { printable } from '../terminal/printable.ts';

/**
 * The allowed table functions. DuckDB's others read files or change the engine:
 * `from enable_logging(storage = 'file')` is a SELECT, works despite lock_configuration, and ends the process.
 */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series', 'json_each', 'json_tree']);

const invalidSql = (reason: string): UserError =>
    new UserError(`--sql takes one SELECT statement: ${printable(reason)}`, 2);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const functionCall = z.object({ function: z.object({ function_name: z.string() }) });

const functionName = (node: Record<string, unknown>): string =>
    functionCall.parse(node).function.function_name.toLowerCase();

const assertAllowedNode = (node: Record<string, unknown>): void => {
    if (node['type'] === 'TABLE_FUNCTION' && !TABLE_FUNCTIONS.has(functionName(node))) {
        throw invalidSql(
            `the table function ${functionName(node)} is not allowed. Use one of ${[...TABLE_FUNCTIONS].join(', ')}.`,
        );
    }
    if (node['type'] === 'VALUE_PARAMETER')
        throw invalidSql('it has a placeholder (? or $1). Write the value instead.');
};

const assertAllowedTree = (value: unknown): void => {
    if (!isObject(value)) return;
    assertAllowedNode(value);
    for (const part of Object.values(value)) assertAllowedTree(part);
};

const serializedSql = z.union([
    z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
    z.object({
        error: z.literal(true),
        error_type: z.string(),
        error_message: z.string(),
        position: z.coerce.number().optional(),
    }),
]);
type SerializedSql = z.infer<typeof serializedSql>;

/** DuckDB writes a number too large for a double as Infinity, which is not valid JSON. */
const parseTree = (tree: string): unknown => {
    try {
        return JSON.parse(tree);
    } catch {
        throw invalidSql('it has a number too large for a double.');
    }
};

/** Lets DuckDB parse the SQL into a tree. It doesn't bind names or run anything. */
const serializeSql = async (connection: DuckDBConnection, sql: string): Promise<SerializedSql> => {
    const result = await connection.runAndReadAll('select json_serialize_sql($1::varchar)', [sql]);
    return serializedSql.parse(parseTree(String(result.getRows()[0]?.[0])));
};

const describeSqlError = ({
    error_type: type,
    error_message: message,
    position,
}: Extract<SerializedSql, { error: true }>): string => {
    if (type === 'not implemented') return 'this is not a SELECT.';
    return position === undefined ? message : `${message} (character ${position + 1}).`;
};

/** Throws a UserError unless the SQL is one SELECT statement without forbidden table functions or placeholders. */
export const assertSelect = async (connection: DuckDBConnection, sql: string): Promise<void> => {
    if (sql.includes('\0')) throw invalidSql('it has a NUL character.');
    const tree = await serializeSql(connection, sql);
    if (tree.error) throw invalidSql(describeSqlError(tree));
    const { statements } = tree;
    if (statements.length !== 1)
        throw invalidSql(statements.length === 0 ? 'found no statement.' : `found ${statements.length} statements.`);
    assertAllowedTree(statements);
};
