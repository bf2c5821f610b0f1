/** Writes the labels of the attacks, one a line, beside the export: in it, a replay would take them for events. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Complaint } from '../../basics/complaint.ts';
import { writeOutFile } from '../out-folder.ts';
import type { AttackLabel } from './label.ts';

/** `exports.attacks.ndjson` for the folder `exports`. */
export const labelsPath = (folder: string): string => `${resolve(folder)}.attacks.ndjson`;

/** Complains of a file that is there already, unless `isForced`. */
export const refuseWritten = (path: string, isForced: boolean): void => {
    if (isForced || !existsSync(path)) return;
    throw new Complaint(
        `${path} is there already: the labels of the attacks would go there. Name another file after --attacks, or say --force to write over it.`,
    );
};

export const writeLabels = async (path: string, labels: readonly AttackLabel[]): Promise<void> =>
    writeOutFile(
        dirname(path),
        basename(path),
        Buffer.from(labels.map((label) => `${JSON.stringify(label)}\n`).join('')),
    );
