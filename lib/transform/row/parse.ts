/** Parses an event text: the only place that distrusts input. What comes out is a known event with a user pool, or a refusal by name. */
import { isObject, type JsonObject } from '../../../schemas/field.ts';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import {
    isStoredRow,
    MAX_USER_POOL_ID_CHARACTERS,
    storedRow,
    USER_POOL_ID,
    type StoredRow,
} from '../../../schemas/stored-row.ts';
import { userActivity, type UserActivity } from '../../../schemas/user-activity.ts';
import { userNotification, type UserNotification } from '../../../schemas/user-notification.ts';
import { TABLE_BY_EVENT_SOURCE, wordFor } from '../../../schemas/vocabulary.ts';
import type { EventText } from '../decode/unwrap.ts';

/** What every event has: its pool, and how it came. */
type Origin = { readonly userPoolId: string; readonly source: EventText };

export type ParsedActivity = Origin & { readonly kind: 'user_activity'; readonly event: UserActivity };
export type ParsedNotification = Origin & { readonly kind: 'user_notification'; readonly event: UserNotification };
/** A row of ours that comes back: already normalised, it passes through. */
export type ParsedRow = StoredRow & { readonly kind: 'row'; readonly row: object };
export type ParsedEvent = ParsedActivity | ParsedNotification | ParsedRow;

export type Refusal = { readonly refusal: RefusalReason };
export type Parsed = ParsedEvent | Refusal;

const readJson = (text: string): { readonly value: unknown } | Refusal => {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return { refusal: 'not_json' };
    }
};

/** A batch has few pools; the bound only keeps a hostile one from growing the list. */
const MAX_KNOWN_POOLS = 1024;

/** Pools that look like one. One text for all rows of a pool: they are compared and counted by it, which is fast when it is the same (bench/transform.ts). */
const knownPools = new Map<string, string>();

const learnPool = (id: string): string | undefined => {
    if (id.length > MAX_USER_POOL_ID_CHARACTERS || !USER_POOL_ID.test(id)) return undefined;
    if (knownPools.size >= MAX_KNOWN_POOLS) knownPools.clear();
    knownPools.set(id, id);
    return id;
};

const poolAt = (id: string | undefined): string | undefined =>
    id === undefined ? undefined : (knownPools.get(id) ?? learnPool(id));

/** The user pool: of the log source, else of the message; the first that looks like one. */
const userPoolOf = ({ logSourcePool, message }: UserActivity | UserNotification): string | Refusal => {
    const pool = poolAt(logSourcePool) ?? poolAt(message.userPoolId);
    return (
        pool ?? {
            refusal: (logSourcePool ?? message.userPoolId) === undefined ? 'no_user_pool_id' : 'bad_user_pool_id',
        }
    );
};

const parseRow = (value: object): Parsed => {
    const row = storedRow(value);
    return row === null ? { refusal: 'bad_row' } : { kind: 'row', ...row, row: value };
};

const parseActivity = (record: JsonObject, source: EventText): Parsed => {
    const event = userActivity.parse(record);
    const userPoolId = userPoolOf(event);
    return typeof userPoolId === 'string' ? { kind: 'user_activity', event, source, userPoolId } : userPoolId;
};

const parseNotification = (record: JsonObject, source: EventText): Parsed => {
    const event = userNotification.parse(record);
    const userPoolId = userPoolOf(event);
    return typeof userPoolId === 'string' ? { kind: 'user_notification', event, source, userPoolId } : userPoolId;
};

const PARSERS = { user_activity: parseActivity, user_notification: parseNotification };

const parseEvent = (record: JsonObject, source: EventText): Parsed => {
    const { eventSource } = record;
    const table = typeof eventSource === 'string' ? wordFor(TABLE_BY_EVENT_SOURCE, eventSource) : undefined;
    return table === undefined ? { refusal: 'unknown_event_source' } : PARSERS[table](record, source);
};

/** The event in a text, or the reason why there is none. Total: for any text it returns. */
export const parse = (source: EventText): Parsed => {
    const read = source.read ?? readJson(source.text);
    if ('refusal' in read) return read;
    if (!isObject(read.value)) return { refusal: 'not_an_object' };
    return isStoredRow(read.value) ? parseRow(read.value) : parseEvent(read.value, source);
};
