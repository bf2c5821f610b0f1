/** Variations of a delivery error: its text has no fixed form and may also be an object or null. */
import type { GeneratedJsonObject } from './log-record.ts';
import { notificationRecord, type DeliveryError } from './notification-record.ts';
import { withFields, withMessage, type EventVariation, type EventVariations } from './variation.ts';

const messageVariation = (name: string, fields: GeneratedJsonObject): EventVariation<DeliveryError> => ({
    name,
    write: (error) => withMessage(notificationRecord(error), fields),
});

export const NOTIFICATION_VARIATIONS: EventVariations<DeliveryError> = [
    messageVariation('details-null', { details: null }),
    messageVariation('details-an-object', { details: { code: 'Throttling', text: 'Rate exceeded', retryAfter: 5 } }),
    messageVariation('details-empty', { details: '' }),
    messageVariation('details-in-another-language', { details: 'SMSの送信に失敗しました: +15550100000' }),
    messageVariation('details-over-many-lines', {
        details: 'Email to user7@example.com bounced:\n\t550 5.1.1\r\n\tuser unknown',
    }),
    messageVariation('details-with-unknown-field', { errorCode: 'E42', attempt: { number: 3 } }),
    {
        name: 'notification-message-null',
        write: (error) => JSON.stringify({ ...notificationRecord(error), message: null }),
    },
    {
        name: 'notification-message-a-text',
        write: (error) => withFields(notificationRecord(error), { message: 'Spend limit reached for SMS' }),
    },
    {
        name: 'notification-time-as-number',
        write: (error) => withFields(notificationRecord(error), { eventTimestamp: error.atMs }),
    },
    {
        name: 'notification-time-missing',
        write: (error) => JSON.stringify({ ...notificationRecord(error), eventTimestamp: undefined }),
    },
];
