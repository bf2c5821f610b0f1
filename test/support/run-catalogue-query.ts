/** Runs a query of the catalogue on a lake with the given rows. */
import { findQuery, readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { queryRows } from './query-rows.ts';
import type { LakeRows } from './make-sample-lake.ts';
import type { JsonValue } from '../../lib/query/json-value.ts';

export const runCatalogueQuery = (
    name: string,
    rows: LakeRows,
    values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, JsonValue>>[]> =>
    queryRows(
        rows,
        renderQuery(
            findQuery(readCatalogue(), name),
            new Map(Object.entries(values).map(([parameter, value]) => [parameter, [value]])),
        ),
    );
