/** Counts what an answer takes of the reply to Firehose. */

/** Below the 6 MB that Firehose and Lambda allow; docs.aws.amazon.com/firehose/latest/dev/limits.html. */
export const MAX_REPLY_BYTES = 5_500_000;

/** What no reply may pass: only where nothing can be put back is there more than the first bound, in bytes of refused arrivals. */
export const HARD_REPLY_BYTES = 6_000_000;

/** What the rows of one arrival may take: as the first of a batch they leave room for the answers of 800 others. */
export const MAX_DATA_BYTES = 5_400_000;

/** Round the id and the data of any answer: `{"recordId":"","result":"ProcessingFailed","data":""},` is the longest. */
const FRAME_BYTES = 60;

/** The partition keys of a kept one: their names, a pool of 55 characters, the longest type, a day. */
export const KEYS_BYTES = 160;

/** Bytes of the answers to arrivals with these ids, without their data. All ids at once: a call an id costs as much as an id's hash. */
export const framesBytes = (recordIds: readonly string[]): number =>
    recordIds.length * FRAME_BYTES + Buffer.byteLength(JSON.stringify(recordIds));

/** Bytes of base64 for so many bytes. */
export const base64Bytes = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Bytes that a line takes in the reply. */
export const replyBytesOf = (line: readonly string[]): number =>
    base64Bytes(line.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0));
