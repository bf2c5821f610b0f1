/** Parses an event text into a known event with a user pool, or a rejection; only here is input untrusted. */
import { isObject, type JsonObject } from '../../../schemas/field.ts';
import { structureProblem } from '../../../schemas/json-structure.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { isStoredRow, MAX_USER_POOL_ID_CHARACTERS, USER_POOL_ID } from '../../../schemas/stored-row.ts';
import { readUserActivity, type UserActivity } from '../../../schemas/user-activity.ts';
import { readUserNotification, type UserNotification } from '../../../schemas/user-notification.ts';
import { TABLE_BY_EVENT_SOURCE, wordFor } from '../../../schemas/vocabulary.ts';
import type { EventText } from '../decode/decode.ts';
import { poolIds } from '../memo.ts';
import { parseRow, type ParsedRow } from './parse-row.ts';

/** What every event has: its pool and its source. */
type EventOrigin = { readonly userPoolId: string; readonly source: EventText };

export type ParsedActivity = EventOrigin & { readonly kind: 'user_activity'; readonly event: UserActivity };
export type ParsedNotification = EventOrigin & { readonly kind: 'user_notification'; readonly event: UserNotification };
export type ParsedEvent = ParsedActivity | ParsedNotification | ParsedRow;

type Rejection = { readonly reason: RejectionReason };
export type Parsed = ParsedEvent | Rejection;

const readJson = (text: string): { readonly value: unknown } | Rejection => {
    const problem = structureProblem(text);
    if (problem !== null) return { reason: problem };
    try {
        return { value: JSON.parse(text) };
    } catch {
        return { reason: 'not_json' };
    }
};

const validPoolId = (id: string): string | undefined =>
    id.length <= MAX_USER_POOL_ID_CHARACTERS && USER_POOL_ID.test(id) ? id : undefined;

const poolAt = (id: string | undefined): string | undefined =>
    id === undefined ? undefined : poolIds(id, validPoolId);

/** The user pool id of the log source, else of the message: the first valid one. */
const userPoolOf = ({ logSourcePool, message }: UserActivity | UserNotification): string | Rejection => {
    const pool = poolAt(logSourcePool) ?? poolAt(message.userPoolId);
    return (
        pool ?? {
            reason: (logSourcePool ?? message.userPoolId) === undefined ? 'no_user_pool_id' : 'bad_user_pool_id',
        }
    );
};

const parseActivity = (record: JsonObject, source: EventText): Parsed => {
    const event = readUserActivity(record);
    const userPoolId = userPoolOf(event);
    return typeof userPoolId === 'string' ? { kind: 'user_activity', event, source, userPoolId } : userPoolId;
};

const parseNotification = (record: JsonObject, source: EventText): Parsed => {
    const event = readUserNotification(record);
    const userPoolId = userPoolOf(event);
    return typeof userPoolId === 'string' ? { kind: 'user_notification', event, source, userPoolId } : userPoolId;
};

const PARSERS = { user_activity: parseActivity, user_notification: parseNotification };

const parseEvent = (record: JsonObject, source: EventText): Parsed => {
    const { eventSource } = record;
    const table = typeof eventSource === 'string' ? wordFor(TABLE_BY_EVENT_SOURCE, eventSource) : undefined;
    return table === undefined ? { reason: 'unknown_event_source' } : PARSERS[table](record, source);
};

/** The event in a text, or the reason for its rejection. Never throws. */
export const parse = (source: EventText): Parsed => {
    const read = source.read ?? readJson(source.text);
    if ('reason' in read) return read;
    if (!isObject(read.value)) return { reason: 'not_an_object' };
    if (isStoredRow(read.value)) return parseRow(read.value, source) ?? { reason: 'bad_row' };
    return parseEvent(read.value, source);
};
