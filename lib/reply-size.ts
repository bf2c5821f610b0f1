/** Counts what an answer takes of the reply to Firehose. */

/** Below the 6 MB that Firehose and Lambda allow; docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MAX_REPLY_BYTES = 5_500_000;

/** What no reply may pass: beyond the first bound lie the answers without data of a batch that was put back. */
export const HARD_REPLY_BYTES = 6_000_000;

/** Id, result, partition keys and punctuation of one answer; the ids seen are of 56 characters. */
export const ANSWER_OVERHEAD_BYTES = 400;

/** Bytes of base64 for so many bytes. */
export const base64Bytes = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Bytes that a line takes at most, its newline included. */
export const replyBytesOf = (line: string): number => base64Bytes(Buffer.byteLength(line) + 1);
