/** Variations of a delivery error: its text is free, and may be anything else. */
import type { JsonObject } from './log-record.ts';
import { notificationRecord, type DeliveryError } from './notification-record.ts';
import { withFields, withMessage, type Variation, type Variations } from './variation.ts';

const message = (name: string, fields: JsonObject): Variation<DeliveryError> => ({
    name,
    write: (error) => withMessage(notificationRecord(error), fields),
});

export const NOTIFICATION_VARIATIONS: Variations<DeliveryError> = [
    message('details-null', { details: null }),
    message('details-an-object', { details: { code: 'Throttling', text: 'Rate exceeded', retryAfter: 5 } }),
    message('details-empty', { details: '' }),
    message('details-in-another-language', { details: 'SMSの送信に失敗しました: +15550100000' }),
    message('details-over-many-lines', {
        details: 'Email to user7@example.com bounced:\n\t550 5.1.1\r\n\tuser unknown',
    }),
    message('details-with-unknown-field', { errorCode: 'E42', attempt: { number: 3 } }),
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
