/** Writes the envelope in which CloudWatch Logs sends log events to a subscription. */
import type { Dice } from './dice.ts';
import { ACCOUNT_ID } from './synthetic-pool.ts';

/** The text of a log event and its time (epoch ms). */
export type LogLine = { readonly text: string; readonly atMs: number };

/** A log group whose name starts with /aws/vendedlogs/ needs no resource policy (facts.md, section 4). */
export const LOG_GROUP = '/aws/vendedlogs/cognito';

/** The id of a log event has 56 digits. */
const ID_DIGITS = 56;

const logEventId = (atMs: number, dice: Dice): string => {
    let digits = `3${atMs}`;
    while (digits.length < ID_DIGITS) digits += String(dice.below(1e9)).padStart(9, '0');
    return digits.slice(0, ID_DIGITS);
};

/** @param dice source of the ids of the log events */
export const logEnvelope = (logGroup: string, lines: readonly LogLine[], dice: Dice): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: ACCOUNT_ID,
        logGroup,
        logStream: 'cognito-export',
        subscriptionFilters: ['cognito-log-lake'],
        logEvents: lines.map(({ text, atMs }) => ({ id: logEventId(atMs, dice), timestamp: atMs, message: text })),
    });

/** The message that CloudWatch Logs sends now and then to test whether the destination is reachable. */
export const controlMessage = (atMs: number): string =>
    JSON.stringify({
        messageType: 'CONTROL_MESSAGE',
        owner: 'CloudwatchLogs',
        logGroup: '',
        logStream: '',
        subscriptionFilters: [],
        logEvents: [
            { id: '', timestamp: atMs, message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.' },
        ],
    });
