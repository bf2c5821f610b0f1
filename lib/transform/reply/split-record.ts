/** Splits a record into the fewest pieces that can each be ok when they are re-ingested. */
import { gzipSync } from 'node:zlib';
import type { TableName } from '../../../schemas/columns.ts';
import { writeParcel } from '../../../schemas/parcel.ts';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { isRejected, type LineOrRejection, type RejectedEvent, type Line } from '../to-line.ts';
import type { EventText } from '../decode/decode.ts';
import { isGzip, nextMember } from '../decode/inflate.ts';
import { MAX_DATA_BYTES, replyBytesOf } from './reply-size.ts';
import { partitionKey } from '../row/route.ts';

/** One record to put on a stream. */
export type Piece = { readonly table: TableName; readonly bytes: Buffer };

/** Firehose accepts 1,000 KiB per record before base64; docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MAX_RECORD_BYTES = 1000 * 1024;
const MAX_PIECE_BYTES = 1_000_000;

/** Firehose rounds the size of a record up to 5 KB for billing: below that gzip saves nothing. */
const MIN_GZIP_BYTES = 5 * 1024;

const pack = (bytes: Buffer): Buffer => (bytes.length > MIN_GZIP_BYTES ? gzipSync(bytes) : bytes);

/**
 * Bytes rejected for their gzip stay as they are. Other bytes that contain gzip are zipped, to not be inflated as they
 * are.
 */
const rejectedBytes = (reason: RejectionReason, bytes: Buffer): Buffer => {
    if (nextMember(bytes) < 0 && !isGzip(bytes)) return pack(bytes);
    return reason === 'not_gzip' || reason === 'too_large_inflated' ? bytes : gzipSync(bytes);
};

/** A parcel would make a row of a bare one, so its parcel says that it came without. */
const rejectedParcel = (reason: RejectionReason, source: EventText): string =>
    writeParcel(reason === 'bad_row' && source.parcelArrivedAt === undefined ? { ...source, isBare: true } : source);

/** A rejected event becomes a piece of its own: a parcel, or its bytes if they are not text. */
const rejectedPiece = ({ reason, source }: RejectedEvent, table: TableName): Piece => ({
    table,
    bytes: Buffer.isBuffer(source)
        ? rejectedBytes(reason, source)
        : pack(Buffer.from(`${rejectedParcel(reason, source)}\n`)),
});

/** Lines of one partition of one table. */
type PartitionLines = { readonly table: TableName; readonly lines: Line[] };

const groupByPartition = (lines: readonly Line[]): readonly PartitionLines[] => {
    const groups = new Map<string, PartitionLines>();
    for (const line of lines) {
        const key = `${line.table}/${partitionKey(line.partition)}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { table: line.table, lines: [line] });
        else group.lines.push(line);
    }
    return [...groups.values()];
};

/** A piece being filled: its parcels, their bytes, and the bytes of their rows in the reply. */
type OpenPiece = { parcels: string[]; bytes: number; reply: number };

/** The parcels of one partition in pieces. Each piece fits in a record without gzip, and its rows fit in a reply. */
const fillPieces = ({ lines }: PartitionLines): readonly string[] => {
    const filled: OpenPiece[] = [];
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

const toPieces = (group: PartitionLines): readonly Piece[] =>
    fillPieces(group).map((text) => ({ table: group.table, bytes: pack(Buffer.from(text)) }));

/** One group for each table: its pieces have several partitions, and each is split once more when it comes back. */
const joinByTable = (groups: readonly PartitionLines[]): readonly PartitionLines[] =>
    [...new Set(groups.map(({ table }) => table))].map((table) => ({
        table,
        lines: groups.filter((group) => group.table === table).flatMap(({ lines }) => lines),
    }));

/** The pieces of the first partitions; then the shared ones of all others, if there would be more than `maxPieces`. */
const partitionPieces = (groups: readonly PartitionLines[], maxPieces: number): readonly Piece[] => {
    const pieces: Piece[] = [];
    for (const [index, group] of groups.entries()) {
        const own = toPieces(group);
        const shared = index + 1 < groups.length ? 1 : 0;
        if (pieces.length + own.length + shared > maxPieces)
            return [...pieces, ...joinByTable(groups.slice(index)).flatMap(toPieces)];
        pieces.push(...own);
    }
    return pieces;
};

/**
 * The pieces of a record, or null if one event is too large for a record. Each rejected event is a piece for the stream
 * that the record came from. The other events are grouped by partition, for the streams of their tables.
 *
 * @param table the table of the record's stream
 * @param maxPieces if there are more, the events of the last partitions share pieces
 */
export const splitRecord = (
    events: readonly LineOrRejection[],
    table: TableName,
    maxPieces = Infinity,
): readonly Piece[] | null => {
    const lines = events.filter((event): event is Line => !isRejected(event));
    const rejected = events.filter(isRejected).map((event) => rejectedPiece(event, table));
    const pieces = [...rejected, ...partitionPieces(groupByPartition(lines), maxPieces - rejected.length)];
    return pieces.every(({ bytes }) => bytes.length <= MAX_PIECE_BYTES) ? pieces : null;
};
