/** Asks a query of the Athena that is given, as the command does. */
import { askAthena, type Asking } from '../../lib/query/athena/ask-athena.ts';
import type { Query } from '../../lib/query/catalogue.ts';
import { json } from '../../lib/query/format/json.ts';
import type { Values } from '../../lib/query/render.ts';
import { DATABASE, WORK_GROUP } from './given-athena.ts';

export type Told = { readonly out: string; readonly told: readonly string[]; readonly shown: readonly string[] };

export const asked = async (query: Query, values: Values, more: Partial<Asking> = {}): Promise<Told> => {
    const [told, shown, pieces]: [string[], string[], string[]] = [[], [], []];
    const asking: Asking = {
        workGroup: WORK_GROUP,
        database: DATABASE,
        isDryRun: false,
        format: json,
        width: null,
        nowMs: Date.UTC(2026, 0, 20),
        signal: new AbortController().signal,
        tell: (line) => told.push(line),
        show: (line) => shown.push(line),
        confirm: async () => false,
        ...more,
    };
    for await (const piece of askAthena(query, values, asking)) pieces.push(piece);
    return { out: pieces.join(''), told, shown };
};
