/** Runs a query of the catalogue, or a user's own SELECT, on a lake with DuckDB. */
import type { TableExtent } from '../lake/open-lake.ts';
import type { Query } from './catalogue.ts';
import { toEngineError } from './engine-error.ts';
import type { ResultFormat } from './format/formats.ts';
import { LakeReader } from './lake-reader.ts';
import { partitionFilterOf } from './partition-filter.ts';
import { renderQuery, resolveValues, type ParameterValues, assertDayOrder } from './render-query.ts';
import { type QueryResult, type ResultRow } from './query-result.ts';
import { assertSelect } from './assert-select.ts';
import { runStatement } from './run-statement.ts';

const poolsText = (ids: readonly string[]): string => (ids.length > 5 ? `${ids.length} pools` : ids.join(', '));

const tableText = ({ table, days, userPoolIds }: TableExtent): string =>
    days.length === 0
        ? `no ${table}`
        : `${table} from ${String(days[0])} to ${String(days.at(-1))} of ${poolsText(userPoolIds)}`;

/** `The lake has …`: days and user pools of each table. */
export const extentText = (extents: readonly TableExtent[]): string =>
    `The lake has ${extents.map(tableText).join(', and ')}.`;

/** The lake (a folder or S3 address), and how to format the result. */
export type RunQueryOptions = { readonly lake: string; readonly format: ResultFormat; readonly width: number | null };

/** The formatted result in pieces of text. */
export type FormattedResult = AsyncIterable<string>;

/** Called if the result has no rows. */
type OnEmpty = (lake: LakeReader) => void;

/** The same result; calls `onEmpty` after the last batch if there were no rows. */
export const notifyIfEmpty = (result: QueryResult, onEmpty: () => void): QueryResult => {
    async function* batches(): AsyncIterable<readonly ResultRow[]> {
        let count = 0;
        for await (const rows of result.batches) {
            count += rows.length;
            yield rows;
        }
        if (count === 0) onEmpty();
    }
    return { columns: result.columns, batches: batches() };
};

async function* formatStatement(
    lake: LakeReader,
    sql: string,
    { format, width }: RunQueryOptions,
    onEmpty: OnEmpty,
): FormattedResult {
    const result = await lake.ask(async (connection) => runStatement(connection, sql));
    yield* format(
        notifyIfEmpty(result, () => onEmpty(lake)),
        width,
    );
}

async function* formatUserSql(lake: LakeReader, sql: string, options: RunQueryOptions): FormattedResult {
    await lake.ask(async (connection) => assertSelect(connection, sql));
    yield* formatStatement(lake, sql, options, () => undefined);
}

/** Closes the lake after the last piece, or when the reader stops early. */
async function* closeAfter(lake: LakeReader, pieces: FormattedResult): FormattedResult {
    try {
        yield* pieces;
    } catch (error) {
        throw toEngineError(error);
    } finally {
        lake.close();
    }
}

/** `No rows for …`, with the values of all parameters. */
export const noRowsText = (query: Query, values: ParameterValues): string =>
    `No rows for ${query.parameters.map(({ name }) => `${name} ${String(values.get(name)?.join(', '))}`).join(', ')}.`;

/**
 * Runs a query with these values, and its defaults at `nowMs` (epoch ms) for the rest.
 * Calls `printNote` with one line if there are no rows.
 * Throws a UserError for an invalid value, a folder that is not a lake, or an error of DuckDB.
 */
export async function* runQuery(
    query: Query,
    overrides: ParameterValues,
    options: RunQueryOptions & { nowMs: number; printNote: (line: string) => void },
): FormattedResult {
    const values = resolveValues(query, overrides, options.nowMs);
    const sql = renderQuery(query, values);
    assertDayOrder(values);
    const lake = await LakeReader.open(options.lake, partitionFilterOf(query, values));
    yield* closeAfter(
        lake,
        formatStatement(lake, sql, options, (empty) =>
            options.printNote(`${noRowsText(query, values)} ${extentText(empty.extents)}`),
        ),
    );
}

/** Runs a user's own SELECT. Throws a UserError if it is anything else, or if DuckDB can't run it. */
export async function* runSql(sql: string, options: RunQueryOptions): FormattedResult {
    const lake = await LakeReader.open(options.lake, {});
    yield* closeAfter(lake, formatUserSql(lake, sql, options));
}
