/** The identity of a record: the same event delivered twice, redriven or imported has the same. */
import { hash } from 'node:crypto';
import type { Parcelled } from '../../../schemas/parcel.ts';

const HEX_DIGITS = 32;

const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, HEX_DIGITS);

/** Of user activity: from the event's own text (trimmed), so that a later version of the normaliser does not change it. */
export const activityRecordId = ({ text }: Parcelled): string => digest(text);

/** Of a notification: from the id that CloudWatch Logs gave it too, because two equal errors in one millisecond are two. */
export const notificationRecordId = ({ text, logEventId }: Parcelled): string =>
    digest(logEventId === null ? text : `${logEventId}\n${text}`);
