/** Creates delivery errors and builds their log records. */
import type { Dice } from './dice.ts';
import type { GeneratedJson, LogRecord } from './log-record.ts';
import { NOTIFICATION_TEXTS, type Recipient } from './notification-texts.ts';

/** A delivery error: pool, time (epoch ms) and error text. */
export type DeliveryError = { readonly poolId: string; readonly atMs: number; readonly details: GeneratedJson };

/** Phone numbers are fictional: +1 555 010 and four digits. */
const recipient = (dice: Dice): Recipient => ({
    phone: `+1555010${String(dice.below(10_000)).padStart(4, '0')}`,
    mail: `user${dice.below(100_000)}@example.com`,
    requestId: dice.uuid(),
});

export const deliveryError = (poolId: string, atMs: number, dice: Dice): DeliveryError => ({
    poolId,
    atMs,
    details: dice.weighted(NOTIFICATION_TEXTS).write(recipient(dice)),
});

export const notificationRecord = ({ poolId, atMs, details }: DeliveryError): LogRecord => ({
    eventTimestamp: String(atMs),
    eventSource: 'USER_NOTIFICATION',
    logLevel: 'ERROR',
    message: { details },
    logSourceId: { userPoolId: poolId },
});
