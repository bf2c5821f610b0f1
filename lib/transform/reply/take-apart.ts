/** Takes an arrival apart: the fewest pieces that can each be answered whole when they come back. */
import { gzipSync } from 'node:zlib';
import type { TableName } from '../../../schemas/columns.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { isBad, type Answerable, type Bad, type Line } from '../answerable.ts';
import { isGzip, nextMember } from '../decode/inflate.ts';
import { MAX_DATA_BYTES, replyBytesOf } from './reply-size.ts';
import { partitionKey } from '../row/route.ts';

/** What goes on a stream as one record. */
export type Piece = { readonly table: TableName; readonly bytes: Buffer };

/** Firehose takes 1,000 KiB a record before base64; docs.aws.amazon.com/firehose/latest/dev/limits.html. */
const MAX_PIECE_BYTES = 1_000_000;

/** Firehose bills a record by 5 KB, rounded up: below that gzip saves nothing. */
const WORTH_GZIP_BYTES = 5 * 1024;

const packed = (bytes: Buffer): Buffer => (bytes.length > WORTH_GZIP_BYTES ? gzipSync(bytes) : bytes);

/** What was refused for its gzip goes as it is; what only holds gzip is wrapped, so as not to be inflated. */
const badBytes = (refusal: RefusalReason, bytes: Buffer): Buffer => {
    if (nextMember(bytes) < 0 && !isGzip(bytes)) return packed(bytes);
    return refusal === 'not_gzip' || refusal === 'too_large_inflated' ? bytes : gzipSync(bytes);
};

/** A bad event travels alone, as it came: as a parcel, or as its bytes where they are no text. */
const badPiece = ({ refusal, source }: Bad, table: TableName): Piece => ({
    table,
    bytes: Buffer.isBuffer(source) ? badBytes(refusal, source) : packed(Buffer.from(`${writeParcel(source)}\n`)),
});

/** Lines of one partition of one table. */
type Group = { readonly table: TableName; readonly lines: Line[] };

const groupsOf = (lines: readonly Line[]): readonly Group[] => {
    const groups = new Map<string, Group>();
    for (const line of lines) {
        const key = `${line.table}/${partitionKey(line.partition)}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { table: line.table, lines: [line] });
        else group.lines.push(line);
    }
    return [...groups.values()];
};

/** A piece being filled: its parcels so far, their bytes, and the bytes that the rows will take in the reply. */
type Filling = { parcels: string[]; bytes: number; reply: number };

/** The parcels of one partition in pieces, each small enough to travel plain and to be answered whole. */
const fill = ({ lines }: Group): readonly string[] => {
    const filled: Filling[] = [];
    for (const { source, line } of lines) {
        const parcel = `${writeParcel(source)}\n`;
        const [bytes, reply] = [Buffer.byteLength(parcel), replyBytesOf(line)];
        const last = filled.at(-1);
        if (last !== undefined && last.bytes + bytes <= MAX_PIECE_BYTES && last.reply + reply <= MAX_DATA_BYTES) {
            last.parcels.push(parcel);
            last.bytes += bytes;
            last.reply += reply;
        } else filled.push({ parcels: [parcel], bytes, reply });
    }
    return filled.map(({ parcels }) => parcels.join(''));
};

const goodPieces = (group: Group): readonly Piece[] =>
    fill(group).map((text) => ({ table: group.table, bytes: packed(Buffer.from(text)) }));

/**
 * The pieces of an arrival, or null when one of its events is too large to travel: its bad events one by one on the stream
 * that they came on, the rest by partition, each on its own table's stream.
 *
 * @param table the stream that the arrival came on
 */
export const takeApart = (events: readonly Answerable[], table: TableName): readonly Piece[] | null => {
    const lines = events.filter((event): event is Line => !isBad(event));
    const pieces = [...events.filter(isBad).map((bad) => badPiece(bad, table)), ...groupsOf(lines).flatMap(goodPieces)];
    return pieces.every(({ bytes }) => bytes.length <= MAX_PIECE_BYTES) ? pieces : null;
};
