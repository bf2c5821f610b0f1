/** Tests of when an event of an input first arrived. */
import { expect, test } from 'vitest';
import { envelopeArrival, eventArrival, fileTime, savedArrival } from '../../../lib/inputs/arrival-time.ts';

const EVENT_MS = Date.UTC(2026, 0, 1);
const FILE_MS = Date.UTC(2026, 1, 1);
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const came = { ingestPath: null, modifiedAt: FILE_MS, latestAt: Date.UTC(2026, 5, 1) };

test.each([
    [
        'its own time',
        { eventTimestamp: String(EVENT_MS), message: { creationDate: 'Fri Jan 02 00:00:00 UTC 2026' } },
        EVENT_MS,
    ],
    [
        'its attempt’s where its own is before the log export',
        { eventTimestamp: '1', message: { creationDate: 'Fri Jan 02 00:00:00 UTC 2026' } },
        EVENT_MS + 86_400_000,
    ],
    ['the file’s where its own is in the future', { eventTimestamp: '4102444800000' }, FILE_MS],
    ['the file’s where it has none', { message: null }, FILE_MS],
])('an event arrived at %s', (_, event, expected) => {
    expect(eventArrival(event, came)).toBe(expected);
});

test('a file of before the log export counts as of its beginning', () => {
    expect(fileTime({ ...came, modifiedAt: Date.UTC(1985, 9, 26) })).toBe(EARLIEST_MS);
});

test('an envelope arrived with the last of its events whose time is believed', () => {
    const at = (timestamp: unknown): { id: undefined; timestamp: unknown; message: string } => ({
        id: undefined,
        timestamp,
        message: '',
    });

    const arrivals = [[at(EVENT_MS), at(String(EVENT_MS + 5)), at(9e12)], [at(null)], []].map((logEvents) =>
        envelopeArrival({ messageType: undefined, logEvents }, came),
    );

    expect(arrivals).toEqual([EVENT_MS + 5, FILE_MS, FILE_MS]);
});

test.each([
    [1495072949453, 1495072949453],
    [1767225600123.7, 1767225600123],
    [-1, FILE_MS],
    [1e300, FILE_MS],
])('a saved record arrived when it says, %d, as long as there is such a time', (given, expected) => {
    expect(savedArrival(given, came)).toBe(expected);
});
