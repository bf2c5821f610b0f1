/** Finds the lake of a command that is called without `--lake`: COGNITO_LAKE, else the nearest .cognito-log-lake.yml. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../basics/user-error.ts';
import { isS3Address } from '../store/s3-address.ts';
import { printable } from '../terminal/printable.ts';

export const LAKE_VARIABLE = 'COGNITO_LAKE';
export const DEFAULTS_FILE = '.cognito-log-lake.yml';

/** The nearest file of this name in a folder or the folders above it; null without one. */
const findUpwards = (folder: string, name: string): string | null => {
    const path = join(folder, name);
    if (existsSync(path)) return path;
    return dirname(folder) === folder ? null : findUpwards(dirname(folder), name);
};

const isLakeOnly = (value: unknown): value is { readonly lake: string } =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).join() === 'lake' &&
    'lake' in value &&
    typeof value.lake === 'string' &&
    value.lake !== '';

/** A relative folder is relative to the folder of the file. */
const readLakeSetting = async (path: string): Promise<string> => {
    // Loaded here: most calls have no such file, and a parser costs time at the start.
    const { parseDocument } = await import('yaml');
    const { errors, contents } = parseDocument(readFileSync(path, 'utf8'));
    const [error] = errors;
    if (error !== undefined) throw new UserError(`Cannot read ${printable(path)}: ${printable(error.message)}`, 2);
    const value: unknown = contents?.toJSON();
    if (!isLakeOnly(value))
        throw new UserError(
            `${printable(path)} must have one line, lake: FOLDER or lake: s3://bucket/prefix, and no other setting.`,
            2,
        );
    return isS3Address(value.lake) ? value.lake : resolve(dirname(path), value.lake);
};

/** The default lake for a call in `folder`; null if none is set. An empty COGNITO_LAKE counts as not set. */
export const findDefaultLake = async (
    environment: Readonly<Record<string, string | undefined>>,
    folder: string,
): Promise<string | null> => {
    const fromEnvironment = environment[LAKE_VARIABLE] ?? '';
    if (fromEnvironment !== '') return fromEnvironment;
    const path = findUpwards(resolve(folder), DEFAULTS_FILE);
    return path === null ? null : readLakeSetting(path);
};
