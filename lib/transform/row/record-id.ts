/** The record id of an event: it stays the same if the event is delivered twice, redriven or imported. */
import { hash } from 'node:crypto';
import type { ParcelContent } from '../../../schemas/parcel.ts';

const HEX_DIGITS = 32;

const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, HEX_DIGITS);

/** User activity: a hash of the trimmed event text, so a later version of the normaliser does not change it. */
export const activityRecordId = ({ text }: ParcelContent): string => digest(text);

/**
 * Notification: a hash of the text and the CloudWatch Logs id, because two equal errors in a millisecond are two
 * events.
 */
export const notificationRecordId = ({ text, logEventId }: ParcelContent): string =>
    digest(logEventId === null ? text : `${logEventId}\n${text}`);
