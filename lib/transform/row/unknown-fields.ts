/** Counts the fields that schemas/ does not know: a sign that Cognito has added a field. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Fields } from '../../../schemas/raw-event.ts';
import { ACTIVITY_FIELDS } from '../../../schemas/user-activity.ts';
import { NOTIFICATION_FIELDS } from '../../../schemas/user-notification.ts';
import type { Normalised } from './normalise.ts';

const pathsOf = ({ record, message, logSourceId }: Fields): ReadonlySet<string> =>
    new Set([
        ...record,
        ...[...message].map((name) => `message.${name}`),
        ...[...logSourceId].map((name) => `logSourceId.${name}`),
    ]);

/** Known fields, because extra_names also has known fields whose value does not fit the column. */
const KNOWN: Readonly<Record<TableName, ReadonlySet<string>>> = {
    user_activity: pathsOf(ACTIVITY_FIELDS),
    user_notification: pathsOf(NOTIFICATION_FIELDS),
};

/** The number of unknown fields in extra_names of a row. */
export const unknownFields = ({ table, row }: Normalised): number =>
    row.extra_names?.filter((path) => !KNOWN[table].has(path)).length ?? 0;
