/** Runs the command line as it is shipped. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';

export type Outcome = { readonly code: number; readonly out: string; readonly err: string };

const CLI = join(packageRoot(), 'dist', 'cli', 'cognito-log-lake.mjs');

/** Runs it in a folder that is also its home, with nothing of this process's environment but PATH. */
export const runCli = (
    words: readonly string[],
    cwd: string,
    { env = {}, input = '' }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Outcome> =>
    new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [CLI, ...words], {
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
