/** Runs a query on the fake Athena, as the command `query --athena` does. */
import { runAthenaQuery, type AthenaQueryOptions } from '../../lib/query/athena/run-athena-query.ts';
import type { Query } from '../../lib/query/catalogue.ts';
import { json } from '../../lib/query/format/json.ts';
import type { ParameterValues } from '../../lib/query/render-query.ts';
import { DATABASE, WORK_GROUP } from './fake-athena.ts';

export type AthenaOutput = {
    readonly out: string;
    readonly messages: readonly string[];
    readonly statusLines: readonly string[];
};

export const runFakeAthenaQuery = async (
    query: Query,
    values: ParameterValues,
    overrides: Partial<AthenaQueryOptions> = {},
): Promise<AthenaOutput> => {
    const [messages, statusLines, pieces]: [string[], string[], string[]] = [[], [], []];
    const options: AthenaQueryOptions = {
        workGroup: WORK_GROUP,
        database: DATABASE,
        isDryRun: false,
        format: json,
        width: null,
        nowMs: Date.UTC(2026, 0, 20),
        signal: new AbortController().signal,
        printNote: (line) => messages.push(line),
        showProgress: (line) => statusLines.push(line),
        confirm: async () => false,
        ...overrides,
    };
    for await (const piece of runAthenaQuery(query, values, options)) pieces.push(piece);
    return { out: pieces.join(''), messages, statusLines };
};
