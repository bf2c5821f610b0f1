/** Tests of the row of a user notification. */
import { expect, test } from 'vitest';
import { extrasOf, notificationText, rowOf } from '../../../support/sample-events.ts';

test('a message that is a string becomes the details', () => {
    const row = rowOf(notificationText('', { message: 'Access denied' }));

    expect([row['details'], row['error_class'], row['channel']]).toEqual(['Access denied', 'AccessDenied', 'unknown']);
});

test('an implausible time is kept in the extra columns, and event_at is the arrival time', () => {
    const row = rowOf(notificationText('x', { eventTimestamp: '1e20' }));

    expect([row['event_at'], row['event_at_source'], extrasOf(row)]).toEqual([
        '2026-01-01 00:00:05.000',
        'arrival',
        { eventTimestamp: '1e20' },
    ]);
});

test('ingest_path is the path of the event', () => {
    expect(rowOf(notificationText('x'), { ingestPath: 's3_export' })['ingest_path']).toBe('s3_export');
});

test('blank details stay as they are', () => {
    const row = rowOf(notificationText('  '));

    expect([row['details'], row['error_class']]).toEqual(['  ', 'Unclassified']);
});
