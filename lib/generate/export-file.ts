/** A file of a synthetic export that is not yet written. */
import type { FileBatch } from './file-batches.ts';
import { hashToNumber } from './dice.ts';

export type ExportFile = {
    /** Relative to the output folder, with slashes. */
    readonly path: string;
    readonly eventCount: number;
    readonly controlMessageCount: number;
    readonly encode: () => Promise<Uint8Array>;
};

/** A 32-bit hash of a batch: the suffix of its file name and the seed of its ids. */
export const batchHash = (seed: number, { destination, day, part }: FileBatch): number =>
    hashToNumber(`${seed}/${destination}/${day}/${part}`);

export const hexText = (number: number): string => number.toString(16).padStart(8, '0');
