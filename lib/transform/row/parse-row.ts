/** Parses a row of the lake that is sent again: only in a parcel of ours, and only as the encoder wrote it. */
import { MINUTE_MS } from '../../basics/days.ts';
import type { JsonObject } from '../../../schemas/field.ts';
import { instantOf } from '../../../schemas/instant.ts';
import { storedRow, type StoredRow } from '../../../schemas/stored-row.ts';
import type { EventText } from '../decode/decode.ts';
import { EARLIEST_EVENT_MS, partitionTime } from './event-time.ts';
import { dayText } from './timestamp-text.ts';

/** A row of the lake that is sent again: it is already normalised and passes through. */
export type ParsedRow = StoredRow & { readonly kind: 'row'; readonly row: object };

/** The clocks of Firehose's hosts differ by seconds. */
const LATEST_AFTER_RECORD_MS = 5 * MINUTE_MS;

/** Whether the row arrived before the record that brings it back. The first arrival wins in the views. */
const hasPlausibleArrival = (arrivedAt: number | undefined, recordArrivedAt: number): boolean =>
    arrivedAt !== undefined && arrivedAt >= EARLIEST_EVENT_MS && arrivedAt <= recordArrivedAt + LATEST_AFTER_RECORD_MS;

/** Whether the row's times lead to its own day, by the rule that routes an event. */
const isOfItsDay = ({ table, partition }: StoredRow, { event_at, started_at }: JsonObject): boolean => {
    const at = instantOf(event_at);
    const startedAt = table === 'user_activity' ? instantOf(started_at) : undefined;
    return at !== undefined && dayText(partitionTime(at, startedAt)) === partition.dt;
};

/**
 * The row of the lake in a JSON object, or null. A bare row, also one in a log event, is null: anyone who can write a
 * log could forge the row of another event with it.
 */
export const parseRow = (value: JsonObject, { parcelArrivedAt }: EventText): ParsedRow | null => {
    if (parcelArrivedAt === undefined || !hasPlausibleArrival(instantOf(value['arrived_at']), parcelArrivedAt))
        return null;
    const stored = storedRow(value);
    return stored !== null && isOfItsDay(stored, value) ? { kind: 'row', ...stored, row: value } : null;
};
