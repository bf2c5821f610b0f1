/** Writes the labels of attacks as NDJSON next to the export; a replay would read a file inside it as events. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../../basics/user-error.ts';
import { writeOutFile } from '../out-folder.ts';
import type { AttackLabel } from './attack-label.ts';

/** The default labels file: `exports.attacks.ndjson` for the folder `exports`. */
export const labelsPath = (folder: string): string => `${resolve(folder)}.attacks.ndjson`;

/** Throws a UserError if the file exists, unless `isForced`. */
export const rejectExistingFile = (path: string, isForced: boolean): void => {
    if (isForced || !existsSync(path)) return;
    throw new UserError(
        `Cannot write the attack labels: ${path} already exists. ` +
            'Name another file after --attacks, or pass --force to overwrite it.',
    );
};

export const writeLabels = async (path: string, labels: readonly AttackLabel[]): Promise<void> =>
    writeOutFile(
        dirname(path),
        basename(path),
        Buffer.from(labels.map((label) => `${JSON.stringify(label)}\n`).join('')),
    );
