import { expect, test } from 'vitest';
import { extentText } from '../../../lib/query/extent-text.ts';

test('a lake is told by its tables’ days and pools; more than five pools are counted', () => {
    const userPoolIds = ['a_1', 'a_2', 'a_3', 'a_4', 'a_5'];

    expect(
        extentText([
            { table: 'user_activity', days: ['2026-01-01', '2026-01-02', '2026-01-05'], userPoolIds },
            { table: 'user_notification', days: [], userPoolIds: [] },
        ]),
    ).toBe(
        'The lake has user_activity of 2026-01-01 to 2026-01-05 of a_1, a_2, a_3, a_4, a_5, and nothing in user_notification.',
    );
    expect(extentText([{ table: 'user_activity', days: ['2026-01-01'], userPoolIds: [...userPoolIds, 'a_6'] }])).toBe(
        'The lake has user_activity of 2026-01-01 to 2026-01-01 of 6 pools.',
    );
});
