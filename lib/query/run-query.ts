/** Runs a query of the catalogue, or a person's own SQL, on a lake. */
import { openLake, type Lake, type Extent } from '../lake/open-lake.ts';
import type { Reach } from '../lake/partitions/partition-files.ts';
import type { Query } from './catalogue.ts';
import { engineComplaint } from './engine-complaint.ts';
import type { Format } from './format/formats.ts';
import { reachOf } from './reach.ts';
import { renderQuery, settleValues, type Values, refuseReversed } from './render.ts';
import { readResult, type Result, type Row } from './result.ts';
import { selectOnly } from './select-only.ts';

const poolsText = (ids: readonly string[]): string => (ids.length > 5 ? `${ids.length} pools` : ids.join(', '));

const tableText = ({ table, days, userPoolIds }: Extent): string =>
    days.length === 0
        ? `nothing in ${table}`
        : `${table} of ${String(days[0])} to ${String(days.at(-1))} of ${poolsText(userPoolIds)}`;

/** `The lake has …`, a part for each table. */
export const extentText = (extents: readonly Extent[]): string =>
    `The lake has ${extents.map(tableText).join(', and ')}.`;

/** Where to run, and how the answer is to look. */
export type Place = { readonly lake: string; readonly format: Format; readonly width: number | null };

/** The answer as pieces of text; `onEmpty` is told when it has no rows. */
export type Answer = AsyncIterable<string>;
type OnEmpty = (lake: Lake) => void;

/** The result, and somebody is told when it has no rows. */
export const watched = (result: Result, onEmpty: () => void): Result => {
    async function* batches(): AsyncIterable<readonly Row[]> {
        let count = 0;
        for await (const rows of result.batches) {
            count += rows.length;
            yield rows;
        }
        if (count === 0) onEmpty();
    }
    return { columns: result.columns, batches: batches() };
};

async function* answer(lake: Lake, sql: string, { format, width }: Place, onEmpty: OnEmpty): Answer {
    yield* format(
        watched(await readResult(lake.connection, sql), () => onEmpty(lake)),
        width,
    );
}

async function* checkedAnswer(lake: Lake, sql: string, place: Place): Answer {
    await selectOnly(lake.connection, sql);
    yield* answer(lake, sql, place, () => undefined);
}

/** Closes the lake behind the last piece, or when nobody takes the next. */
async function* closing(lake: Lake, pieces: Answer): Answer {
    try {
        yield* pieces;
    } catch (error) {
        throw engineComplaint(error);
    } finally {
        lake.close();
    }
}

/** Says for which values there are no rows. */
export const emptyText = (query: Query, values: Values): string =>
    `No rows for ${query.parameters.map(({ name }) => `${name} ${String(values.get(name)?.join(', '))}`).join(', ')}.`;

/** A lake's files may be found broken when it is opened. */
const opened = async (folder: string, reach: Reach): Promise<Lake> => {
    try {
        return await openLake(folder, reach);
    } catch (error) {
        throw engineComplaint(error);
    }
};

/**
 * Runs a query with the values given, and the defaults as of `nowMs` for the rest. `tell` is told, in one line, of an answer without rows.
 * A wrong value, a folder that is no lake and an engine's error are Complaints.
 */
export async function* runQuery(
    query: Query,
    given: Values,
    place: Place & { nowMs: number; tell: (line: string) => void },
): Answer {
    const values = settleValues(query, given, place.nowMs);
    const sql = renderQuery(query, values);
    refuseReversed(values);
    const lake = await opened(place.lake, reachOf(query, values));
    yield* closing(
        lake,
        answer(lake, sql, place, (empty) => place.tell(`${emptyText(query, values)} ${extentText(empty.extents)}`)),
    );
}

/** Runs a person's own SELECT. What is not one, and what DuckDB can't run, are Complaints. */
export async function* runSql(sql: string, place: Place): Answer {
    const lake = await opened(place.lake, {});
    yield* closing(lake, checkedAnswer(lake, sql, place));
}
