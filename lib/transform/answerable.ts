/** The path of one event, from its text to its line: what the table of endings is decided from. */
import type { Partition, TableName } from '../../schemas/columns.ts';
import type { RefusalReason } from '../../schemas/refusal-reasons.ts';
import { encode, encodeAgain, type LineTexts } from './row/encode.ts';
import { normalise } from './row/normalise.ts';
import { parse, type ParsedEvent } from './row/parse.ts';
import { MAX_DATA_BYTES, replyBytesOf } from './reply/reply-size.ts';
import { route } from './row/route.ts';
import { unknownFields } from './row/unknown-fields.ts';
import { isUnusable, type EventText, type Unwrapped } from './decode/unwrap.ts';

/** A good event: its line, and where that belongs. */
export type Line = {
    readonly table: TableName;
    readonly partition: Partition;
    readonly line: LineTexts;
    readonly unknownFields: number;
    readonly source: EventText;
};

/** A bad event: why, and what came, as text or bytes. */
export type Bad = { readonly refusal: RefusalReason; readonly source: EventText | Buffer };

export type Answerable = Line | Bad;

export const isBad = (event: Answerable): event is Bad => 'refusal' in event;

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

/** Bytes of base64 for a UTF-16 unit, at most. */
const MAX_UNIT_BYTES = 4;

const unitsOf = (line: LineTexts): number => line.reduce((units, text) => units + text.length, 0);

/** A short line need not be measured. */
const isTooLarge = ({ line }: Line): boolean =>
    unitsOf(line) * MAX_UNIT_BYTES >= MAX_DATA_BYTES && replyBytesOf(line) > MAX_DATA_BYTES;

/** parse ─▶ normalise ─▶ route ─▶ encode: the line of an event, or why there is none. */
export const answerable = (unwrapped: Unwrapped): Answerable => {
    if (isUnusable(unwrapped)) return { refusal: unwrapped.refusal, source: unwrapped.bytes };
    const parsed = parse(unwrapped);
    if ('refusal' in parsed) return { refusal: parsed.refusal, source: unwrapped.bytes ?? unwrapped };
    const line = lineOf(parsed, unwrapped);
    return isTooLarge(line) ? { refusal: 'too_large', source: unwrapped.bytes ?? unwrapped } : line;
};
