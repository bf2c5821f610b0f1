import { expect, test } from 'vitest';
import { readViews } from '../../lib/lake/views.ts';
import { PHANTOM_CITIES, PHANTOM_DEVICE } from '../../schemas/phantoms.ts';

test('the view flags the device and the cities of the list, and no others', () => {
    const view = readViews().find(({ name }) => name === 'auth_events')?.sql;

    expect(view).toContain(
        `device_name = '${PHANTOM_DEVICE}'\n            and city in (${PHANTOM_CITIES.map((city) => `'${city}'`).join(', ')}),`,
    );
    expect(PHANTOM_CITIES.toSorted()).toEqual(PHANTOM_CITIES);
});
