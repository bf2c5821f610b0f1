/** Tests of the list of CSV tables. */
import { expect, test } from 'vitest';
import { TABLE_NAMES } from '../../schemas/columns.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';

test('CSV_TABLE_NAMES lists every CSV table, and none has the name of a Parquet table', () => {
    expect(Object.keys(CSV_TABLES)).toEqual([...CSV_TABLE_NAMES]);
    expect(new Set<string>([...CSV_TABLE_NAMES, ...TABLE_NAMES]).size).toBe(
        CSV_TABLE_NAMES.length + TABLE_NAMES.length,
    );
});
