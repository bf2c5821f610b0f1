import { expect, test } from 'vitest';
import { USER_ACTIVITY_COLUMNS } from '../../schemas/columns.ts';
import { KNOWN_EXCEPTION_COLUMNS, KNOWN_EXCEPTION_KINDS } from '../../schemas/known-exceptions.ts';

test('a known exception is of a kind that a column of user_activity answers to', () => {
    const names = new Set<string>(USER_ACTIVITY_COLUMNS.map(({ name }) => name));

    expect(Object.values(KNOWN_EXCEPTION_KINDS).filter((column) => !names.has(column))).toEqual([]);
    expect(KNOWN_EXCEPTION_COLUMNS.slice(0, 2)).toEqual(['kind', 'value']);
});
