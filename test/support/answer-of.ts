/** The answer of a query of the catalogue on given rows. */
import { findQuery, readCatalogue } from '../../lib/query/catalogue.ts';
import { renderQuery } from '../../lib/query/render.ts';
import type { Plain } from '../../lib/query/plain-value.ts';
import { ask } from './ask.ts';
import type { GivenRows } from './given-lake.ts';

export const answerOf = (
    name: string,
    rows: GivenRows,
    values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Plain>>[]> =>
    ask(
        rows,
        renderQuery(
            findQuery(readCatalogue(), name),
            new Map(Object.entries(values).map(([parameter, value]) => [parameter, [value]])),
        ),
    );
