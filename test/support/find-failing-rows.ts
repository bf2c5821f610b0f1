/** Runs a data-quality check on a lake, and returns the failing rows. */
import { openLake } from '../../lib/lake/open-lake.ts';
import { findChecks, readChecks, type Check } from '../../lib/watch/check/read-checks.ts';
import { renderQuery } from '../../lib/query/render-query.ts';
import { queryOpenLake } from './query-rows.ts';
import { makeSampleLake, type LakeRows } from './make-sample-lake.ts';
import type { JsonValue } from '../../lib/query/json-value.ts';

type FailingRows = Readonly<Record<string, JsonValue>>[];
type CheckParameters = Readonly<Record<string, string | readonly string[]>>;

/** January 2026: the period of the sample rows. */
const JANUARY_2026 = { first_day: '2026-01-01', last_day: '2026-01-31' };

export const findCheck = (name: string): Check => {
    const [check] = findChecks(readChecks(), [name]);
    if (check === undefined) throw new Error(name);
    return check;
};

const renderCheck = (name: string, parameters: CheckParameters): string =>
    renderQuery(
        findCheck(name),
        new Map(
            Object.entries({ ...JANUARY_2026, ...parameters }).map(([key, value]) => [
                key,
                typeof value === 'string' ? [value] : value,
            ]),
        ),
    );

/** The failing rows of a check on the lake in a folder. */
export const findFailingRowsInLake = async (
    folder: string,
    name: string,
    parameters: CheckParameters = {},
): Promise<FailingRows> => {
    const lake = await openLake(folder);
    try {
        return await queryOpenLake(lake, renderCheck(name, parameters));
    } finally {
        lake.close();
    }
};

/** The failing rows of a check on a lake with these rows. */
export const findFailingRows = async (
    name: string,
    rows: LakeRows,
    parameters: CheckParameters = {},
): Promise<FailingRows> => findFailingRowsInLake(await makeSampleLake(rows), name, parameters);

/** A distinct record_id for each number. */
export const numberedRecordId = (n: number): string => n.toString(16).padStart(32, '0');

/** Makes `count` rows by index. */
export const repeatRow = <T>(count: number, row: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => row(index));
