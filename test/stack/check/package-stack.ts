/** Packages the stack of a config with the Serverless CLI, without credentials. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, runCommand } from '../../support/run-command.ts';

/** Writes the config and packages the stack; returns the folder of the package. */
export const packageStack = async (config: string, folder: string, name: string): Promise<string> => {
    const file = join(folder, `${name}.yml`);
    const packaged = join(folder, `${name}.package`);
    writeFileSync(file, config);
    await outputOf(
        runCommand('npx', ['--no', 'serverless', 'package', '--package', packaged], {
            env: { LAKE_CONFIG: file, AWS_EC2_METADATA_DISABLED: 'true' },
        }),
    );
    return packaged;
};

/** The path of the deployed template in a package. */
export const templatePath = (packaged: string): string => join(packaged, 'cloudformation-template-update-stack.json');
