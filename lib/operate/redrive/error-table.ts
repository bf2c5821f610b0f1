/** Counts errors by type, code and reason. */
import type { Result, Row } from '../../query/result.ts';
import type { ErrorLine } from './error-lines.ts';

/** A kind of error: how many lines and events, and when the first and the last arrived. */
export type ErrorGroup = {
    readonly type: string;
    readonly code: string;
    /** Why the transform would refuse such an event now; `usable` when it would not. */
    readonly reason: string;
    lines: number;
    events: number;
    first: string;
    last: string;
};

const timeText = (ms: number): string => new Date(ms).toISOString();

export class ErrorTable {
    readonly #groups = new Map<string, ErrorGroup>();

    /** Adds so many events of a line that have one reason. */
    add({ type, code, arrivedAt }: ErrorLine, reason: string, events: number): void {
        const at = timeText(arrivedAt);
        const key = JSON.stringify([type, code, reason]);
        const group = this.#groups.get(key) ?? { type, code, reason, lines: 0, events: 0, first: at, last: at };
        group.lines += 1;
        group.events += events;
        if (at < group.first) group.first = at;
        if (at > group.last) group.last = at;
        this.#groups.set(key, group);
    }

    /** The commonest first. */
    groups(): readonly ErrorGroup[] {
        return [...this.#groups.values()].toSorted(
            (one, other) => other.lines - one.lines || (one.code < other.code ? -1 : 1),
        );
    }
}

const COLUMNS = ['type', 'code', 'reason', 'lines', 'events', 'first', 'last'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['lines', 'events']);

async function* oneBatch(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
    yield rows;
}

/** The groups as a result, to be shown as the answer of a query is. */
export const errorTableResult = (groups: readonly ErrorGroup[]): Result => ({
    columns: COLUMNS.map((name) => ({ name, isNumber: NUMBERS.has(name) })),
    batches: oneBatch(groups.map((group) => COLUMNS.map((name) => group[name]))),
});
