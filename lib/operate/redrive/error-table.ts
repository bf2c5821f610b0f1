/** Counts errors by type, code and reason. */
import { type QueryResult, oneBatch } from '../../query/query-result.ts';
import type { ErrorLine } from './error-lines.ts';
/** Errors of one type, code and reason: lines, events, and the arrival times of the first and last. */
export type ErrorGroup = {
    readonly type: string;
    readonly code: string;
    /** Why the transform would reject such an event now; `usable` if it would accept it. */
    readonly reason: string;
    lines: number;
    events: number;
    first: string;
    last: string;
};

const timeText = (ms: number): string => new Date(ms).toISOString();

export class ErrorTable {
    readonly #groups = new Map<string, ErrorGroup>();

    /** Adds the events of a line that have this reason. */
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

    /** The most frequent first. */
    groups(): readonly ErrorGroup[] {
        return [...this.#groups.values()].toSorted(
            (one, other) => other.lines - one.lines || (one.code < other.code ? -1 : 1),
        );
    }
}

const COLUMNS = ['type', 'code', 'reason', 'lines', 'events', 'first', 'last'] as const;
const NUMBERS: ReadonlySet<string> = new Set(['lines', 'events']);

/** The groups in the form of a query result, for printing. */
export const errorTableResult = (groups: readonly ErrorGroup[]): QueryResult => ({
    columns: COLUMNS.map((name) => ({ name, isNumber: NUMBERS.has(name) })),
    batches: oneBatch(groups.map((group) => COLUMNS.map((name) => group[name]))),
});
