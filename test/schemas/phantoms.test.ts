/** Tests of the list of phantom devices and cities. */
import { expect, test } from 'vitest';
import { readViews } from '../../lib/lake/read-views.ts';
import { PHANTOM_CITIES, PHANTOM_DEVICE } from '../../schemas/phantoms.ts';

test('the view auth_events flags exactly the device and cities of the list', () => {
    const view = readViews().find(({ name }) => name === 'auth_events')?.sql;

    const cities = PHANTOM_CITIES.map((city) => `'${city}'`).join(', ');
    expect(view).toContain(`device_name = '${PHANTOM_DEVICE}'\n            and city in (${cities}),`);
    expect(PHANTOM_CITIES.toSorted()).toEqual(PHANTOM_CITIES);
});
