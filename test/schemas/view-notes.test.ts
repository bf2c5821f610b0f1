/** Tests of the notes on the columns of the views. */
import { expect, test } from 'vitest';
import { VIEW_COLUMNS } from '../../lib/deploy/glue/view-columns.ts';
import { VIEW_NAMES } from '../../lib/lake/read-views.ts';
import { COLUMN_NOTES, PARTITION_NOTES } from '../../schemas/column-notes.ts';
import { VIEW_NOTES } from '../../schemas/view-notes.ts';

/** The table whose columns a view passes on; attempts describes every column itself. */
const TABLE_NOTES = {
    auth_events: COLUMN_NOTES.user_activity,
    delivery_errors: COLUMN_NOTES.user_notification,
    attempts: {},
} as const;

test.each(VIEW_NAMES)('every column of %s has a note, and every note has a column', (view) => {
    const described = Object.keys({ ...TABLE_NOTES[view], ...VIEW_NOTES[view], ...PARTITION_NOTES });

    expect(described.toSorted()).toEqual(VIEW_COLUMNS[view].map(({ name }) => name).toSorted());
});
