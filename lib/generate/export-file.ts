/** A file of a synthetic export, before it is written. */
import type { Batch } from './batch.ts';
import { textNumber } from './dice.ts';

export type ExportFile = {
    /** Below the out folder, with slashes. */
    readonly path: string;
    readonly eventCount: number;
    readonly controlMessageCount: number;
    readonly encode: () => Promise<Uint8Array>;
};

/** 32 bits that belong to a batch: the suffix of its file's name, the seed of its ids. */
export const batchNumber = (seed: number, { place, day, part }: Batch): number =>
    textNumber(`${seed}/${place}/${day}/${part}`);

export const hexText = (number: number): string => number.toString(16).padStart(8, '0');
