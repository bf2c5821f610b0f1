/** The cities that synthetic users live in and travel to. */

export type City = {
    readonly index: number;
    readonly city: string;
    readonly country: string;
    /** Hours to add to UTC, without daylight saving time. */
    readonly offsetHours: number;
    /** Share of the users who live there, relative to the other cities. */
    readonly weight: number;
};

const ROWS = [
    ['Seattle', 'United States', -8, 14],
    ['Denver', 'United States', -7, 6],
    ['Chicago', 'United States', -6, 9],
    ['New York', 'United States', -5, 14],
    ['Toronto', 'Canada', -5, 5],
    ['Mexico City', 'Mexico', -6, 4],
    ['Bogotá', 'Colombia', -5, 2],
    ['São Paulo', 'Brazil', -3, 4],
    ['Lisbon', 'Portugal', 0, 2],
    ['London', 'United Kingdom', 0, 9],
    ['Dublin', 'Ireland', 0, 4],
    ['Madrid', 'Spain', 1, 3],
    ['Paris', 'France', 1, 4],
    ['Zürich', 'Switzerland', 1, 3],
    ['Berlin', 'Germany', 1, 6],
    ['Warsaw', 'Poland', 1, 3],
    ['Kraków', 'Poland', 1, 2],
    ['Athens', 'Greece', 2, 2],
    ['Kyiv', 'Ukraine', 2, 2],
    ['Cape Town', 'South Africa', 2, 2],
    ['Nairobi', 'Kenya', 3, 2],
    ['Dubai', 'United Arab Emirates', 4, 2],
    ['Bengaluru', 'India', 5.5, 6],
    ['Bangkok', 'Thailand', 7, 2],
    ['Singapore', 'Singapore', 8, 3],
    ['Taipei', 'Taiwan', 8, 2],
    ['Tokyo', 'Japan', 9, 5],
    ['Sydney', 'Australia', 10, 4],
    ['Auckland', 'New Zealand', 12, 2],
] as const;

const cityOf = (row: (typeof ROWS)[number], index: number): City => ({
    index,
    city: row[0],
    country: row[1],
    offsetHours: row[2],
    weight: row[3],
});

const [first, ...rest] = ROWS;
export const CITIES: readonly [City, ...City[]] = [
    cityOf(first, 0),
    ...rest.map((row, index) => cityOf(row, index + 1)),
];
