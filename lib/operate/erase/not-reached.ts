/** Says what an erasure can’t reach: what a lake has beside its tables, and what other places have. */
import type { Store } from '../../store/store.ts';

const FOLDERS: ReadonlyMap<string, string> = new Map([
    [
        'raw',
        'raw/ has every arrival as it came, until its lifecycle ends (retentionDays.raw); a replay or rebuild from it would bring the rows back',
    ],
    [
        'errors',
        'errors/ has the bytes of what was refused, until its lifecycle ends (retentionDays.errors); a redrive would bring the rows back',
    ],
    ['results', 'results/ has answers to queries, until its lifecycle ends (retentionDays.results)'],
    ['reports', 'reports/ has the results of reports'],
]);

/** Known of every lake. */
const ELSEWHERE = [
    'exports that the lake was made from, and log groups of CloudWatch, keep what they have until their own retention ends',
    'older versions of objects, where a bucket keeps versions (the stack’s do not), and copies of the lake',
] as const;

export const notReached = async (store: Store): Promise<readonly string[]> => {
    const there = new Set(await store.folders(''));
    return [...[...FOLDERS].filter(([folder]) => there.has(folder)).map(([, told]) => told), ...ELSEWHERE];
};
