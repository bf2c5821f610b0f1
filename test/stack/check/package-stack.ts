/** Packages the stack of some settings as a user does, offline and without credentials. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, runCommand } from '../../support/run-command.ts';

/** Writes the settings beside, and returns the folder of what was packaged. */
export const packageStack = async (settings: string, folder: string, name: string): Promise<string> => {
    const file = join(folder, `${name}.yml`);
    const packaged = join(folder, `${name}.package`);
    writeFileSync(file, settings);
    await outputOf(
        runCommand('npx', ['--no', 'serverless', 'package', '--package', packaged], {
            env: { LAKE_CONFIG: file, AWS_EC2_METADATA_DISABLED: 'true' },
        }),
    );
    return packaged;
};

/** Where a packaging has the template that is deployed. */
export const templateIn = (packaged: string): string => join(packaged, 'cloudformation-template-update-stack.json');
