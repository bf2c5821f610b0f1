/** Runs a command in a clean environment: an empty home, no credentials and no package registry. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';

export type CommandOutcome = { readonly code: number; readonly out: string; readonly err: string };

/** `uid` runs the command as another user; needs root. */
type RunCommandOptions = {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly uid?: number;
};

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'cognito-log-lake-build-'));

/** Runs a command with only PATH from the environment of this process. Never rejects: `code` shows a failure. */
export const runCommand = (
    command: string,
    commandArguments: readonly string[],
    { cwd = packageRoot(), env = {}, uid }: RunCommandOptions = {},
): Promise<CommandOutcome> => {
    const home = temporaryFolder();
    const defaults = {
        PATH: process.env['PATH'],
        HOME: home,
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
    };
    return new Promise((resolve) => {
        execFile(
            command,
            commandArguments,
            { cwd, env: { ...defaults, ...env }, maxBuffer: 1e8, ...(uid === undefined ? {} : { uid, gid: uid }) },
            (error, out, err) => {
                rmSync(home, { recursive: true, force: true });
                const failure = typeof error?.code === 'number' ? error.code : 1;
                resolve({ code: error === null ? 0 : failure, out, err });
            },
        );
    });
};

/** The standard output of a command. Throws its output if it fails. */
export const outputOf = async (running: Promise<CommandOutcome>): Promise<string> => {
    const { code, out, err } = await running;
    if (code !== 0) throw new Error(`exit code ${code}: ${err}${out}`);
    return out;
};
