import { expect, test } from 'vitest';
import { told } from '../../../lib/basics/told.ts';

test('what the service told stays, and be it nothing much; what it left out has its stand-in', () => {
    const page: { readonly names?: readonly string[]; readonly count?: number } = { count: 0 };

    expect(told(page.count, 7)).toBe(0);
    expect(told(page.names, [])).toEqual([]);
    expect(told(['a'], [])).toEqual(['a']);
});
