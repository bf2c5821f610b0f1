/** Collects what an event has besides its columns: unknown fields, and values that no column can hold. */
import { isBlank, isObject } from '../../../schemas/field.ts';
import type { RawEvent } from '../../../schemas/raw-event.ts';
import type { EventTime } from './event-time.ts';
import { addExtraField, type ExtraFields } from './extra-columns.ts';
import { addFieldsWithoutColumn, type FieldLevels } from './fields-without-column.ts';

/** Keeps `message` and `logSourceId` as they are if they are not objects. */
const addNonObjects = (extra: ExtraFields, raw: RawEvent): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const isRead = isObject(raw.record[name]) || Object.keys(raw[name]).length > 0;
        if (!isRead && !isBlank(raw.record[name])) addExtraField(extra, name, raw.record[name]);
    }
};

/** Keeps pool ids other than the row's. */
const addOtherPools = (extra: ExtraFields, raw: RawEvent, userPoolId: string): void => {
    for (const name of ['message', 'logSourceId'] as const) {
        const named = raw[name]['userPoolId'];
        if (named !== userPoolId && !isBlank(named)) addExtraField(extra, `${name}.userPoolId`, named);
    }
};

/** What is known of an event when its extra fields are collected. */
export type ExtraFieldsInput = {
    readonly raw: RawEvent;
    readonly userPoolId: string;
    readonly time: EventTime;
    /** The event's text, without blanks around it. */
    readonly text: string;
};

/**
 * Every field of an event that no column has: unknown fields at any level, the earlier values of a repeated key, an
 * implausible time, a second pool id, a message that is not an object.
 */
export const extraFields = ({ raw, userPoolId, time, text }: ExtraFieldsInput, levels: FieldLevels): ExtraFields => {
    const extra: ExtraFields = { names: [], values: [] };
    addFieldsWithoutColumn(extra, raw, text, levels);
    const written = raw.record['eventTimestamp'];
    if (time.source !== 'event' && !isBlank(written)) addExtraField(extra, 'eventTimestamp', written);
    addNonObjects(extra, raw);
    addOtherPools(extra, raw, userPoolId);
    return extra;
};
