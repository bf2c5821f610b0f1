/** The command `doctor`: checks the deployed stack and suggests fixes. */
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { CONFIG_FILE, EXAMPLE_FILE, findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { runDoctor } from '../lib/deploy/doctor/run-doctor.ts';
import { runPreflight } from '../lib/deploy/preflight/run-preflight.ts';
import { doctorText } from '../lib/deploy/doctor/doctor-text.ts';
import { printableJson } from '../lib/terminal/printable-json.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { helpText } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

type DoctorCommandOptions = {
    readonly config?: string;
    readonly stage: string;
    readonly json: boolean;
    readonly before: boolean;
};

const EXAMPLES = `
Checks the account of the AWS profile, in the region of the pools. Changes nothing. A check that lacks a permission is
reported as "unknown", with the missing IAM action; the command plan lists all actions. Exits with 1 if any check failed.

With --before it checks what would make the next deployment fail: the pools' plan and threat protection, a log delivery
that is set outside of the stack, log groups and buckets that exist already, and the concurrency that the transform reserves.

Examples:
  $ ${commandName()} doctor --before
  $ ${commandName()} doctor
  $ AWS_PROFILE=security ${commandName()} doctor --stage prod
  $ ${commandName()} doctor --json
`;

const run = async ({ config, stage, json, before }: DoctorCommandOptions): Promise<void> => {
    const file = findConfig(config);
    if (file.isExample)
        throw new UserError(
            `${CONFIG_FILE} does not exist, and doctor does not accept the example. ` +
                `Run cp ${EXAMPLE_FILE} ${CONFIG_FILE}, and enter your pools.`,
        );
    const summary = before
        ? await runPreflight(readConfig(file), { configPath: file.path, stage, nowMs: Date.now() })
        : await runDoctor(readConfig(file), stage, Date.now());
    const text = json
        ? Readable.from([`${printableJson(summary)}\n`])
        : doctorText(summary, process.stdout.isTTY ? process.stdout.columns : null);
    await writeOut(text, process.stdout);
    if (summary.counts.failed > 0) process.exitCode = 1;
};

/** The options and the action of the command. */
export const configureDoctor = (command: Command): void => {
    command
        .option('--config <file>', 'config file (default: lake.config.yml)')
        .option('--stage <stage>', 'stage of the stack', 'dev')
        .option('--before', 'check the account before a deployment, as npx serverless deploy does', false)
        .option('--json', 'print JSON', false)
        .addHelpText('after', helpText(EXAMPLES))
        .action(run);
};
