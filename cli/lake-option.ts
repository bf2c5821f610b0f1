/** The option `--lake` of the commands that only read a lake: they may take the default lake. */
import { UserError } from '../lib/basics/user-error.ts';
import { DEFAULTS_FILE, findDefaultLake, LAKE_VARIABLE } from '../lib/lake/default-lake.ts';

export const LAKE_HELP = `the lake: a folder, or s3://bucket/prefix (default: ${LAKE_VARIABLE}, or lake in ${DEFAULTS_FILE})`;

/** The value of `--lake`, else the default lake. Throws a UserError that says what to set if there is neither. */
export const lakeOf = async (lake: string | undefined, command: string, alternative = ''): Promise<string> => {
    const found = lake ?? (await findDefaultLake(process.env, process.cwd())) ?? '';
    if (found !== '') return found;
    throw new UserError(
        `${command} needs a lake: pass --lake FOLDER${alternative}. ` +
            `For a default, set ${LAKE_VARIABLE}, or write lake: FOLDER in ${DEFAULTS_FILE} ` +
            'in this folder or one above it.',
        2,
    );
};
