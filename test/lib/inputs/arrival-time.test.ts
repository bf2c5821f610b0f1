/** Tests of the arrival time of an input's events. */
import { expect, test } from 'vitest';
import {
    envelopeArrivalTime,
    eventArrivalTime,
    fileTime,
    savedRecordArrivalTime,
} from '../../../lib/inputs/arrival-time.ts';

const EVENT_MS = Date.UTC(2026, 0, 1);
const FILE_MS = Date.UTC(2026, 1, 1);
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const provenance = { ingestPath: null, modifiedAt: FILE_MS, latestAt: Date.UTC(2026, 5, 1) };

test.each([
    [
        'its own time',
        { eventTimestamp: String(EVENT_MS), message: { creationDate: 'Fri Jan 02 00:00:00 UTC 2026' } },
        EVENT_MS,
    ],
    [
        'its attempt’s time if its own is before the log export',
        { eventTimestamp: '1', message: { creationDate: 'Fri Jan 02 00:00:00 UTC 2026' } },
        EVENT_MS + 86_400_000,
    ],
    ['the file’s time if its own is in the future', { eventTimestamp: '4102444800000' }, FILE_MS],
    ['the file’s time if it has none', { message: null }, FILE_MS],
])('the arrival time of an event is %s', (_, event, expected) => {
    expect(eventArrivalTime(event, provenance)).toBe(expected);
});

test('a file older than the log export counts as from the start of the log export', () => {
    expect(fileTime({ ...provenance, modifiedAt: Date.UTC(1985, 9, 26) })).toBe(EARLIEST_MS);
});

test('the arrival time of an envelope is the latest plausible time of its events', () => {
    const at = (timestamp: unknown): { id: undefined; timestamp: unknown; message: string } => ({
        id: undefined,
        timestamp,
        message: '',
    });

    const times = [[at(EVENT_MS), at(String(EVENT_MS + 5)), at(9e12)], [at(null)], []].map((logEvents) =>
        envelopeArrivalTime({ messageType: undefined, logEvents }, provenance),
    );

    expect(times).toEqual([EVENT_MS + 5, FILE_MS, FILE_MS]);
});

test.each([
    [1495072949453, 1495072949453],
    [1767225600123.7, 1767225600123],
    [-1, FILE_MS],
    [1e300, FILE_MS],
])('the arrival time of a saved record with the timestamp %d is %d', (timestamp, expected) => {
    expect(savedRecordArrivalTime(timestamp, provenance)).toBe(expected);
});
