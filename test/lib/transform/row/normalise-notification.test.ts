/** Tests of the row of a delivery error. */
import { expect, test } from 'vitest';
import { extrasOf, notificationText, rowOf } from '../../../support/given-events.ts';

test('a message that is a text is the details', () => {
    const row = rowOf(notificationText('', { message: 'Access denied' }));

    expect([row['details'], row['error_class'], row['channel']]).toEqual(['Access denied', 'AccessDenied', 'unknown']);
});

test('a time that is not believed goes to the extra columns, and the arrival is taken', () => {
    const row = rowOf(notificationText('x', { eventTimestamp: '1e20' }));

    expect([row['event_at'], row['event_at_source'], extrasOf(row)]).toEqual([
        '2026-01-01 00:00:05.000',
        'arrival',
        { eventTimestamp: '1e20' },
    ]);
});

test('the path on which it came is kept', () => {
    expect(rowOf(notificationText('x'), { ingestPath: 's3_export' })['ingest_path']).toBe('s3_export');
});

test('details of blanks only stay as they are', () => {
    const row = rowOf(notificationText('  '));

    expect([row['details'], row['error_class']]).toEqual(['  ', 'Unclassified']);
});
