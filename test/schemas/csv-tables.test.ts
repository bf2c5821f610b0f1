import { expect, test } from 'vitest';
import { TABLE_NAMES } from '../../schemas/columns.ts';
import { CSV_TABLES, CSV_TABLE_NAMES } from '../../schemas/csv-tables.ts';

test('every table of CSV files is in the list, and none is named like a table of Parquet', () => {
    expect(Object.keys(CSV_TABLES)).toEqual([...CSV_TABLE_NAMES]);
    expect(new Set<string>([...CSV_TABLE_NAMES, ...TABLE_NAMES]).size).toBe(
        CSV_TABLE_NAMES.length + TABLE_NAMES.length,
    );
});
