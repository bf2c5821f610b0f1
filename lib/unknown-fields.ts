/** Counts the fields of a record that schemas/ does not know: how it shows that Cognito writes something new. */
import type { TableName } from '../schemas/columns.ts';
import type { Fields } from '../schemas/log-record.ts';
import { ACTIVITY_FIELDS } from '../schemas/user-activity.ts';
import { NOTIFICATION_FIELDS } from '../schemas/user-notification.ts';
import type { Normalised } from './normalise.ts';

const FIELDS: Readonly<Record<TableName, Fields>> = { user_activity: ACTIVITY_FIELDS, user_notification: NOTIFICATION_FIELDS };

/** A known field stands among the extra ones too, when its value did not fit its column. */
const isUnknown = (path: string, { record, message, logSourceId }: Fields): boolean => {
    const [place = '', field = ''] = path.split('.', 2);
    return !(record.has(path) || (place === 'message' && message.has(field)) || (place === 'logSourceId' && logSourceId.has(field)));
};

/** The number of fields of a row that no column takes. */
export const unknownFields = ({ table, row }: Normalised): number =>
    row.extra_names?.filter((path) => isUnknown(path, FIELDS[table])).length ?? 0;
