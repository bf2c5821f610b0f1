/** The path of one event, from its text to its line: parse, normalise, route, encode. */
import type { Partition, TableName } from '../../schemas/columns.ts';
import type { RejectionReason } from '../../schemas/rejection-reasons.ts';
import { encode, encodeAgain, type LineTexts } from './row/encode.ts';
import { normalise } from './row/normalise.ts';
import { parse, type ParsedEvent } from './row/parse.ts';
import { MAX_DATA_BYTES, replyBytesOf } from './reply/reply-size.ts';
import { route } from './row/route.ts';
import { unknownFields } from './row/unknown-fields.ts';
import { isRejectedBytes, type EventText, type DecodedEvent } from './decode/decode.ts';

/** A valid event: its line, and the table and partition of that line. */
export type Line = {
    readonly table: TableName;
    readonly partition: Partition;
    readonly line: LineTexts;
    readonly unknownFields: number;
    readonly source: EventText;
};

/** A rejected event: the reason, and the original text or bytes. */
export type RejectedEvent = { readonly reason: RejectionReason; readonly source: EventText | Buffer };

export type LineOrRejection = Line | RejectedEvent;

export const isRejected = (event: LineOrRejection): event is RejectedEvent => 'reason' in event;

const lineOf = (parsed: ParsedEvent, source: EventText): Line => {
    if (parsed.kind === 'row')
        return {
            table: parsed.table,
            partition: parsed.partition,
            line: encodeAgain(parsed.row),
            unknownFields: 0,
            source,
        };
    const normalised = normalise(parsed);
    const partition = route(normalised);
    return {
        table: normalised.table,
        partition,
        line: encode(normalised, partition, source.text),
        unknownFields: unknownFields(normalised),
        source,
    };
};

/** Maximum bytes of base64 for a UTF-16 code unit. */
const MAX_UNIT_BYTES = 4;

const unitsOf = (line: LineTexts): number => line.reduce((units, text) => units + text.length, 0);

/** A short line cannot be too large: it is not measured. */
const isTooLarge = ({ line }: Line): boolean =>
    unitsOf(line) * MAX_UNIT_BYTES >= MAX_DATA_BYTES && replyBytesOf(line) > MAX_DATA_BYTES;

/** parse ─▶ normalise ─▶ route ─▶ encode: the line of an event, or the reason for its rejection. */
export const toLine = (event: DecodedEvent): LineOrRejection => {
    if (isRejectedBytes(event)) return { reason: event.reason, source: event.bytes };
    const parsed = parse(event);
    if ('reason' in parsed) return { reason: parsed.reason, source: event.bytes ?? event };
    const line = lineOf(parsed, event);
    return isTooLarge(line) ? { reason: 'too_large', source: event.bytes ?? event } : line;
};
