/** Runs the bundled command line. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';

export type CliOutcome = { readonly code: number; readonly out: string; readonly err: string };

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');

/** Runs the command line in a folder that is also its home, with only PATH from the environment of this process. */
export const runCli = (
    commandArguments: readonly string[],
    cwd: string,
    { env = {}, input = '' }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<CliOutcome> =>
    new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [CLI, ...commandArguments], {
            cwd,
            env: { PATH: process.env['PATH'], HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env },
        });
        let [out, err] = ['', ''];
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
            out += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
            err += text;
        });
        child.on('error', reject).on('close', (code) => resolve({ code: code ?? -1, out, err }));
        child.stdin.end(input);
    });
