/** The command `doctor`: asks the account whether every part is there and right. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { CONFIG_FILE, EXAMPLE_FILE, findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { doctor } from '../lib/deploy/doctor/doctor.ts';
import { doctorText } from '../lib/deploy/doctor/doctor-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';

type Given = { readonly stage: string; readonly json: boolean };

const EXAMPLES = `
Asks the account of the AWS profile, in the region of the pools; changes nothing. What the caller may not see is told as
unknown, with the IAM action that it takes: plan shows them all. Exits with 1 when anything is wrong.

Examples:
  $ npm run -s lake -- doctor
  $ AWS_PROFILE=security npm run -s lake -- doctor --stage prod
  $ npm run -s lake -- doctor --json
`;

const run = async ({ stage, json }: Given): Promise<void> => {
    const file = findConfig();
    if (file.isExample)
        throw new Complaint(
            `There is no ${CONFIG_FILE}, and doctor takes no example: cp ${EXAMPLE_FILE} ${CONFIG_FILE}, and put your pools in`,
        );
    const diagnosis = await doctor(readConfig(file), stage, Date.now());
    const text = json
        ? Readable.from([`${printableJson(diagnosis)}\n`])
        : doctorText(diagnosis, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(text, process.stdout);
    if (diagnosis.counts.wrong > 0) process.exitCode = 1;
};

/** Adds the command. */
export const addDoctor = (program: Command): void => {
    program
        .command('doctor')
        .description(
            'ask the account whether every part of the stack is there and right, and what to do about what is not',
        )
        .option('--stage <stage>', 'the stage of the stack', 'dev')
        .option('--json', 'as JSON', false)
        .addHelpText('after', EXAMPLES)
        .action(run);
};
