/** Tests of the views as Athena stores them. */
import { expect, test } from 'vitest';
import { readViewTables } from '../../lib/athena/view-tables.ts';
import { VIEW_NAMES } from '../../lib/athena/views.ts';
import { PARTITION_COLUMNS, USER_NOTIFICATION_COLUMNS } from '../../schemas/columns.ts';

const tables = await readViewTables();

test('every view is there, in the order in which they build on each other', () => {
    expect(tables.map(({ name }) => name)).toEqual([...VIEW_NAMES]);
});

test('a view that hands columns on has the types that Glue has for the table', () => {
    const errors = tables.find(({ name }) => name === 'delivery_errors');

    expect(errors?.columns.map(({ name, hiveType }) => ({ name, type: hiveType }))).toEqual([...USER_NOTIFICATION_COLUMNS, ...PARTITION_COLUMNS]);
});

test('what a view computes has a type of its own, in the words of both engines', () => {
    const columns = tables.find(({ name }) => name === 'attempts')?.columns ?? [];

    expect(columns.filter(({ name }) => ['duration_ms', 'is_compromised', 'ended_at', 'outcome'].includes(name))).toEqual([
        { name: 'ended_at', trinoType: 'timestamp(3)', hiveType: 'timestamp' },
        { name: 'duration_ms', trinoType: 'bigint', hiveType: 'bigint' },
        { name: 'outcome', trinoType: 'varchar', hiveType: 'string' },
        { name: 'is_compromised', trinoType: 'boolean', hiveType: 'boolean' },
    ]);
});
