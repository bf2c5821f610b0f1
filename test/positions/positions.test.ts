/** Tests of the positions in impossible_travel: few enough, each name once, and folded in SQL as in positions/fold.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { fold, foldSql } from '../../positions/fold.ts';
import { CITY_NAMES, COUNTRY_NAMES } from '../../positions/alternative-names.ts';
import { CITIES } from '../../lib/generate/cities.ts';
import { queryRows } from '../support/query-rows.ts';

const sql = readFileSync(join(packageRoot(), 'athena', 'queries', 'travel', 'impossible_travel.sql'), 'utf8');

type Line = {
    readonly code: string;
    readonly names: readonly string[];
    readonly latitude: number;
    readonly longitude: number;
    readonly radius: number;
    readonly cities: readonly (readonly string[])[];
};

const lines: readonly Line[] = [...sql.matchAll(/^ +\('(..)', '([^']*)', (-?\d+), (-?\d+), (\d+), '([^']*)'\)/gm)].map(
    ([, code = '', names = '', latitude, longitude, radius, cities = '']) => ({
        code,
        names: names.split(';'),
        latitude: Number(latitude) / 100,
        longitude: Number(longitude) / 100,
        radius: Number(radius),
        cities: cities
            .split(';')
            .filter((entry) => entry !== '')
            .map((entry) => entry.split(':')),
    }),
);

const cityOf = (code: string, name: string) =>
    lines.find((line) => line.code === code)?.cities.find(([key]) => key === fold(name));

test('the query with its positions has less than 150 KB, and says whose they are', () => {
    expect(Buffer.byteLength(sql)).toBeLessThan(150_000);
    expect(sql).toContain('GeoNames (geonames.org), CC BY 4.0');
});

test('there are at most 3,000 cities, and more than 240 countries', () => {
    const places = new Set(
        lines.flatMap(({ code, cities }) =>
            cities.map(([, latitude, longitude]) => `${code} ${latitude} ${longitude}`),
        ),
    );

    expect(places.size).toBeGreaterThan(2900);
    expect(places.size).toBeLessThanOrEqual(3000);
    expect(lines.length).toBeGreaterThan(240);
});

test('no country and no city of a country is named twice, and every position is on the globe', () => {
    const names = [
        ...lines.flatMap((line) => line.names),
        ...lines.flatMap(({ code, cities }) => cities.map(([name]) => `${code}/${name}`)),
    ];
    const positions = [
        ...lines.map(({ latitude, longitude }) => [latitude, longitude]),
        ...lines.flatMap(({ cities }) =>
            cities.map(([, latitude, longitude]) => [Number(latitude) / 100, Number(longitude) / 100]),
        ),
    ];

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(
        positions.filter(
            ([latitude = Number.NaN, longitude = Number.NaN]) =>
                !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180),
        ),
    ).toEqual([]);
});

test.each([
    ['us', 'Seattle', 47.61, -122.33],
    ['ch', 'Zürich', 47.37, 8.55],
    ['jp', 'Tokyo', 35.69, 139.69],
    ['us', 'New York', 40.71, -74.01],
    ['br', 'São Paulo', -23.55, -46.64],
    ['co', 'Bogotá', 4.61, -74.08],
])('%s %s is at %d, %d', (code, name, latitude, longitude) => {
    const [, foundLatitude, foundLongitude] = cityOf(code, name) ?? [];

    expect([Number(foundLatitude) / 100, Number(foundLongitude) / 100]).toEqual([
        expect.closeTo(latitude, 1),
        expect.closeTo(longitude, 1),
    ]);
});

test('every city that synthetic users live in is in the table', () => {
    const countries = new Map(lines.flatMap(({ code, names }) => names.map((name) => [name, code])));

    expect(
        CITIES.filter(({ city, country }) => cityOf(countries.get(fold(country)) ?? '', city) === undefined),
    ).toEqual([]);
});

test('SQL folds names as TypeScript does', async () => {
    const names = [
        ...Object.values(COUNTRY_NAMES).flat(),
        ...Object.values(CITY_NAMES).flat(),
        ...CITIES.map(({ city }) => city),
        'Łódź',
        'İstanbul',
        'Nur-Sultan',
        'Xi’an',
        'Đà Nẵng',
        'Straße 7',
        '東京',
        '',
        ' Lyon ',
    ];
    const values = names.map((name) => `('${name.replaceAll("'", "''")}')`).join(', ');

    const found = await queryRows(
        {},
        `select name, ${foldSql('name')} as folded from (values ${values}) as given (name)`,
    );

    expect(found.map(({ folded }) => folded)).toEqual(names.map(fold));
    expect(sql).toContain(foldSql('country'));
    expect(sql).toContain(foldSql('city'));
});
