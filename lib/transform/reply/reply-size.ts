/** Counts the bytes of the reply to Firehose. */

/** Below the 6 MB that Firehose and Lambda allow; docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MAX_REPLY_BYTES = 5_500_000;

/**
 * The hard limit of a reply. A reply exceeds MAX_REPLY_BYTES only if records are rejected because re-ingestion fails.
 */
export const HARD_REPLY_BYTES = 6_000_000;

/** Maximum size of one record's rows. As the first of a batch, they leave room for the reply to 800 other records. */
export const MAX_DATA_BYTES = 5_400_000;

/**
 * Bytes around id and data of a reply record: `{"recordId":"","result":"ProcessingFailed","data":""},` is the longest.
 */
const FRAME_BYTES = 60;

/** Partition keys of an ok record: their names, a pool id of 55 characters, the longest event type, a day. */
export const KEYS_BYTES = 160;

/**
 * Bytes of the reply records with these ids, without data. One call for all ids: a call per id costs as much as a hash.
 */
export const framesBytes = (recordIds: readonly string[]): number =>
    recordIds.length * FRAME_BYTES + Buffer.byteLength(JSON.stringify(recordIds));

/** The length of base64 for this number of bytes. */
export const base64Bytes = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Bytes of a line in the reply. */
export const replyBytesOf = (line: readonly string[]): number =>
    base64Bytes(line.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0));
