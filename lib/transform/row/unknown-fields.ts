/** Counts the fields of a record that schemas/ does not know: how it shows that Cognito writes something new. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Fields } from '../../../schemas/log-record.ts';
import { ACTIVITY_FIELDS } from '../../../schemas/user-activity.ts';
import { NOTIFICATION_FIELDS } from '../../../schemas/user-notification.ts';
import type { Normalised } from './normalise.ts';

const pathsOf = ({ record, message, logSourceId }: Fields): ReadonlySet<string> =>
    new Set([
        ...record,
        ...[...message].map((name) => `message.${name}`),
        ...[...logSourceId].map((name) => `logSourceId.${name}`),
    ]);

/** A known field stands among the extra ones too, when its value did not fit its column. */
const KNOWN: Readonly<Record<TableName, ReadonlySet<string>>> = {
    user_activity: pathsOf(ACTIVITY_FIELDS),
    user_notification: pathsOf(NOTIFICATION_FIELDS),
};

/** The number of fields of a row that no column takes. */
export const unknownFields = ({ table, row }: Normalised): number =>
    row.extra_names?.filter((path) => !KNOWN[table].has(path)).length ?? 0;
