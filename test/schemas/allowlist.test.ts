/** Tests of the allowlist table. */
import { expect, test } from 'vitest';
import { USER_ACTIVITY_COLUMNS } from '../../schemas/columns.ts';
import { ALLOWLIST_COLUMNS, ALLOWLIST_KINDS } from '../../schemas/allowlist.ts';

test('every kind of the allowlist is compared with a column of user_activity', () => {
    const names = new Set<string>(USER_ACTIVITY_COLUMNS.map(({ name }) => name));

    expect(Object.values(ALLOWLIST_KINDS).filter((column) => !names.has(column))).toEqual([]);
    expect(ALLOWLIST_COLUMNS.slice(0, 2)).toEqual(['kind', 'value']);
});
