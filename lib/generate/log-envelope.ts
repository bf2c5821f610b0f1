/** Writes the envelope in which CloudWatch Logs hands log events to a subscription. */
import type { Dice } from './dice.ts';
import { ACCOUNT_ID } from './pool.ts';

/** The text of a log event and its time (epoch ms). */
export type LogLine = { readonly text: string; readonly atMs: number };

/** A group whose name begins like this needs no resource policy of its own (facts.md, section 4). */
export const LOG_GROUP = '/aws/vendedlogs/cognito';

/** Ids of log events are 56 digits. */
const ID_DIGITS = 56;

const logEventId = (atMs: number, dice: Dice): string => {
    let digits = `3${atMs}`;
    while (digits.length < ID_DIGITS) digits += String(dice.below(1e9)).padStart(9, '0');
    return digits.slice(0, ID_DIGITS);
};

/** @param dice the ids of the log events come from them */
export const logEnvelope = (logGroup: string, lines: readonly LogLine[], dice: Dice): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: ACCOUNT_ID,
        logGroup,
        logStream: 'cognito-export',
        subscriptionFilters: ['cognito-log-lake'],
        logEvents: lines.map(({ text, atMs }) => ({ id: logEventId(atMs, dice), timestamp: atMs, message: text })),
    });

/** With this CloudWatch Logs tries now and then whether the destination can be reached. */
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
