/** Inflates the bytes of a record: gzip members and plain bytes one after another, as in a raw backup object. */
import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { RejectionReason } from '../../../schemas/rejection-reasons.ts';
import { errorCode } from '../../basics/thrown.ts';

/** A full envelope of 1,000 KiB inflates to about 10 MiB. What 32 MiB can hold does not fit in a function of 512 MB. */
export const MAX_INFLATED_BYTES = 16 * 1024 * 1024;

/** Plain bytes; or bytes that begin like gzip and cannot be inflated, with the reason. */
export type Inflated = { readonly bytes: Buffer; readonly reason: RejectionReason | null };

/** The first bytes of every gzip member (RFC 1952: magic 1f 8b, deflate 08). UTF-8 text cannot contain them. */
const MEMBER_START = Buffer.of(0x1f, 0x8b, 0x08);

/** Index of the next gzip member; -1 if there is none. */
export const nextMember = (bytes: Buffer): number => bytes.indexOf(MEMBER_START);

/** Whether bytes begin like gzip. */
export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const isTooLarge = (error: unknown): boolean => errorCode(error) === 'ERR_BUFFER_TOO_LARGE';

const plain = (bytes: Buffer): Inflated => ({ bytes, reason: null });

/** The result of zlib with `info: true`, which its types do not declare. */
const withInfo = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) });

/** A gzip member or plain bytes, and the number of input bytes. */
type Part = { readonly inflated: Inflated; readonly used: number };

/** All bytes, rejected for an error of zlib. */
const failedPart = (bytes: Buffer, error: unknown): Part => ({
    inflated: { bytes, reason: isTooLarge(error) ? 'too_large_inflated' : 'not_gzip' },
    used: bytes.length,
});

const gunzip = (bytes: Buffer, maxOutputLength: number): Part => {
    try {
        const { buffer, engine } = withInfo.parse(gunzipSync(bytes, { maxOutputLength, info: true }));
        return { inflated: plain(buffer), used: engine.bytesWritten };
    } catch (error) {
        return failedPart(bytes, error);
    }
};

const FLAG_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FIXED_HEADER_BYTES = 10;
/** Checksum and length, after the deflated bytes. */
export const TRAILER_BYTES = 8;

const afterZero = (bytes: Buffer, from: number): number => {
    const zero = bytes.indexOf(0, from);
    return zero < 0 ? bytes.length : zero + 1;
};

/** Header length of the gzip member at the start of the bytes (RFC 1952, section 2.3). */
export const memberHeaderBytes = (bytes: Buffer): number => {
    const flags = bytes[3] ?? 0;
    let at = FIXED_HEADER_BYTES;
    if ((flags & FLAG_EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
    if ((flags & FLAG_NAME) !== 0) at = afterZero(bytes, at);
    if ((flags & FLAG_COMMENT) !== 0) at = afterZero(bytes, at);
    return (flags & FLAG_CRC) === 0 ? at : at + 2;
};

/** The inflated bytes of a member without checks, and where its trailer begins; or the error of zlib. */
const inflateRaw = (
    bytes: Buffer,
    maxOutputLength: number,
): { buffer: Buffer; trailer: number } | { error: unknown } => {
    const header = memberHeaderBytes(bytes);
    try {
        const { buffer, engine } = withInfo.parse(
            inflateRawSync(bytes.subarray(header), { info: true, maxOutputLength }),
        );
        return { buffer, trailer: header + engine.bytesWritten };
    } catch (error) {
        return { error };
    }
};

const DEFLATE = 8;
const RESERVED_FLAGS = 0xe0;

/** Whether the method and flags of a member are known, and its trailer has the checksum and length of its bytes. */
const isIntact = (member: Buffer, trailer: number, inflated: Buffer): boolean =>
    member[2] === DEFLATE &&
    ((member[3] ?? 0) & RESERVED_FLAGS) === 0 &&
    member.length === trailer + TRAILER_BYTES &&
    member.readUInt32LE(trailer) === crc32(inflated) &&
    member.readUInt32LE(trailer + 4) === inflated.length;

/**
 * The member at the start of the bytes; only inflating it shows where it ends. Its trailer is compared here: zlib frees
 * the memory of a failed call only after the batch, and 40,000 wrong checksums once killed the function.
 */
const memberPart = (bytes: Buffer, room: number): Part => {
    const raw = inflateRaw(bytes, room);
    if ('error' in raw) return failedPart(bytes, raw.error);
    const member = bytes.subarray(0, raw.trailer + TRAILER_BYTES);
    const inflated = isIntact(member, raw.trailer, raw.buffer)
        ? plain(raw.buffer)
        : { bytes: member, reason: 'not_gzip' as const };
    return { inflated, used: member.length };
};

/** Plain bytes up to the next member. */
const plainPart = (bytes: Buffer): Part => {
    const member = nextMember(bytes);
    const used = member < 0 ? bytes.length : member;
    return { inflated: plain(bytes.subarray(0, used)), used };
};

/** Some writers pad gzip with zeros. No bytes also count as padding. */
const isPadding = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** The gzip members and plain parts in order. A member that is broken inside extends to the end of the bytes. */
const walk = (bytes: Buffer): readonly Inflated[] => {
    const parts: Inflated[] = [];
    let room = MAX_INFLATED_BYTES;
    for (let rest = bytes; !isPadding(rest);) {
        const { inflated, used } = isGzip(rest) ? memberPart(rest, Math.max(room, 1)) : plainPart(rest);
        room -= inflated.bytes.length;
        if (room < 0 || inflated.reason === 'too_large_inflated') return [{ bytes, reason: 'too_large_inflated' }];
        parts.push(inflated);
        rest = rest.subarray(used);
    }
    return parts;
};

/**
 * The inflated parts of a record's bytes. More than MAX_INFLATED_BYTES reject the whole record (`too_large_inflated`).
 * A damaged member is rejected alone; one that is cut off or broken inside is rejected with all that follows
 * (`not_gzip`).
 */
export const inflate = (bytes: Buffer): readonly Inflated[] => {
    if (!isGzip(bytes)) return nextMember(bytes) < 0 ? [plain(bytes)] : walk(bytes);
    const { inflated, used } = gunzip(bytes, MAX_INFLATED_BYTES);
    const isWhole = inflated.reason === null && isPadding(bytes.subarray(used));
    return isWhole || inflated.reason === 'too_large_inflated' ? [inflated] : walk(bytes);
};
