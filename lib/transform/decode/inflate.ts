/** Inflates an arrival: gzip members and plain bytes end to end, as a raw backup object has them. */
import { gunzipSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { RefusalReason } from '../../../schemas/refusal-reasons.ts';
import { errorCode } from '../../basics/thrown.ts';

/** An envelope of 1 MiB inflates about tenfold; 32 MiB leaves room for a batch of them in a function of 512 MB. */
export const MAX_INFLATED_BYTES = 32 * 1024 * 1024;

/** Bytes that are plain, or bytes that begin like gzip and cannot be inflated, with the reason. */
export type Inflated = { readonly bytes: Buffer; readonly refusal: RefusalReason | null };

/** How every gzip member begins (RFC 1952: magic 1f 8b, deflate 08). No UTF-8 text holds these bytes. */
const MEMBER_START = Buffer.of(0x1f, 0x8b, 0x08);

/** Where the next gzip member begins in bytes; -1 where none does. */
export const nextMember = (bytes: Buffer): number => bytes.indexOf(MEMBER_START);

/** Whether bytes begin like gzip. */
export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const isTooLarge = (error: unknown): boolean => errorCode(error) === 'ERR_BUFFER_TOO_LARGE';

const plain = (bytes: Buffer): Inflated => ({ bytes, refusal: null });

/** What `info: true` makes of the answer of zlib, which its types do not tell. */
const informed = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) });

/** A stretch, and how many bytes it was made of. */
type Stretch = { readonly inflated: Inflated; readonly used: number };

const gunzip = (bytes: Buffer, maxOutputLength: number): Stretch => {
    try {
        const { buffer, engine } = informed.parse(gunzipSync(bytes, { maxOutputLength, info: true }));
        return { inflated: plain(buffer), used: engine.bytesWritten };
    } catch (error) {
        return {
            inflated: { bytes, refusal: isTooLarge(error) ? 'too_large_inflated' : 'not_gzip' },
            used: bytes.length,
        };
    }
};

const FLAG_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FIXED_HEADER_BYTES = 10;
/** Checksum and length, behind the deflated bytes. */
export const TRAILER_BYTES = 8;

const afterZero = (bytes: Buffer, from: number): number => {
    const zero = bytes.indexOf(0, from);
    return zero < 0 ? bytes.length : zero + 1;
};

/** Length of the header of the gzip member that the bytes begin with (RFC 1952, section 2.3). */
export const memberHeaderBytes = (bytes: Buffer): number => {
    const flags = bytes[3] ?? 0;
    let at = FIXED_HEADER_BYTES;
    if ((flags & FLAG_EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
    if ((flags & FLAG_NAME) !== 0) at = afterZero(bytes, at);
    if ((flags & FLAG_COMMENT) !== 0) at = afterZero(bytes, at);
    return (flags & FLAG_CRC) === 0 ? at : at + 2;
};

/** How many bytes the first member takes: all, where it is broken or too large. Found by inflating it: nothing else tells. */
const memberBytes = (bytes: Buffer, maxOutputLength: number): number => {
    const header = memberHeaderBytes(bytes);
    try {
        const { engine } = informed.parse(inflateRawSync(bytes.subarray(header), { info: true, maxOutputLength }));
        return header + engine.bytesWritten + TRAILER_BYTES;
    } catch {
        return bytes.length;
    }
};

/** Plain bytes up to the next member. */
const plainStretch = (bytes: Buffer): Stretch => {
    const member = nextMember(bytes);
    const used = member < 0 ? bytes.length : member;
    return { inflated: plain(bytes.subarray(0, used)), used };
};

const memberStretch = (bytes: Buffer, room: number): Stretch => {
    const used = memberBytes(bytes, room);
    return { inflated: gunzip(bytes.subarray(0, used), room).inflated, used };
};

/** Writers pad gzip with zeros: these are nothing, as is nothing itself. */
const isPadding = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

/** The members and plain stretches of bytes one by one; where a member is broken within, all that follows comes with it. */
const walk = (bytes: Buffer): readonly Inflated[] => {
    const found: Inflated[] = [];
    let room = MAX_INFLATED_BYTES;
    for (let rest = bytes; !isPadding(rest);) {
        const { inflated, used } = isGzip(rest) ? memberStretch(rest, Math.max(room, 1)) : plainStretch(rest);
        room -= inflated.bytes.length;
        if (room < 0 || inflated.refusal === 'too_large_inflated') return [{ bytes, refusal: 'too_large_inflated' }];
        found.push(inflated);
        rest = rest.subarray(used);
    }
    return found;
};

/**
 * The plain stretches of bytes. At most MAX_INFLATED_BYTES come out: an arrival with more is refused whole
 * (`too_large_inflated`). A member that is damaged is refused alone, one that is cut off or broken within from there on (`not_gzip`).
 */
export const inflate = (bytes: Buffer): readonly Inflated[] => {
    if (!isGzip(bytes)) return nextMember(bytes) < 0 ? [plain(bytes)] : walk(bytes);
    const { inflated, used } = gunzip(bytes, MAX_INFLATED_BYTES);
    const isWhole = inflated.refusal === null && isPadding(bytes.subarray(used));
    return isWhole || inflated.refusal === 'too_large_inflated' ? [inflated] : walk(bytes);
};
