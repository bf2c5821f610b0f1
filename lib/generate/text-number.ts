/** A number that belongs to a text: the seed of what must be the same whenever the text is. */
import { createHash } from 'node:crypto';

/** 32 bits of the text's SHA-256. */
export const textNumber = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);
