/** The rows that break a promise on given rows. */
import { openLake } from '../../lib/lake/open-lake.ts';
import { findChecks, readChecks, type Check } from '../../lib/watch/check/read-checks.ts';
import type { Plain } from '../../lib/query/plain-value.ts';
import { renderQuery } from '../../lib/query/render.ts';
import { rowsOf } from './ask.ts';
import { givenLake, type GivenRows } from './given-lake.ts';

type Found = Readonly<Record<string, Plain>>[];
type Given = Readonly<Record<string, string | readonly string[]>>;

/** January of 2026, in which the given rows lie. */
const DAYS = { first_day: '2026-01-01', last_day: '2026-01-31' };

export const checkNamed = (name: string): Check => {
    const [check] = findChecks(readChecks(), [name]);
    if (check === undefined) throw new Error(name);
    return check;
};

const sqlOf = (name: string, given: Given): string =>
    renderQuery(
        checkNamed(name),
        new Map(
            Object.entries({ ...DAYS, ...given }).map(([key, value]) => [
                key,
                typeof value === 'string' ? [value] : value,
            ]),
        ),
    );

/** On a lake in a folder. */
export const brokenIn = async (folder: string, name: string, given: Given = {}): Promise<Found> => {
    const lake = await openLake(folder);
    try {
        return await rowsOf(lake, sqlOf(name, given));
    } finally {
        lake.close();
    }
};

/** On a lake of these rows. */
export const brokenBy = async (name: string, rows: GivenRows, given: Given = {}): Promise<Found> =>
    brokenIn(await givenLake(rows), name, given);

/** A record_id, another for each number. */
export const id = (n: number): string => n.toString(16).padStart(32, '0');

/** As many rows as asked, each with an id of its own. */
export const times = <T>(count: number, row: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => row(index));
