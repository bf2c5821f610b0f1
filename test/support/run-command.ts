/** Runs a command as a stranger would: with a home of its own, no credentials, and no registry to ask. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../lib/basics/package-root.ts';

export type Outcome = { readonly code: number; readonly out: string; readonly err: string };

/** `uid` is that of another user, which only root may give. */
type Where = { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly uid?: number };

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'cognito-log-lake-build-'));

/** Runs a command with nothing of this process's environment but PATH. Never rejects: a failure is its code. */
export const runCommand = (
    command: string,
    given: readonly string[],
    { cwd = packageRoot(), env = {}, uid }: Where = {},
): Promise<Outcome> => {
    const home = temporaryFolder();
    const own = {
        PATH: process.env['PATH'],
        HOME: home,
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
    };
    return new Promise((resolve) => {
        execFile(
            command,
            given,
            { cwd, env: { ...own, ...env }, maxBuffer: 1e8, ...(uid === undefined ? {} : { uid, gid: uid }) },
            (error, out, err) => {
                rmSync(home, { recursive: true, force: true });
                const failure = typeof error?.code === 'number' ? error.code : 1;
                resolve({ code: error === null ? 0 : failure, out, err });
            },
        );
    });
};

/** The output of a command that must succeed. Throws what it said when it does not. */
export const outputOf = async (running: Promise<Outcome>): Promise<string> => {
    const { code, out, err } = await running;
    if (code !== 0) throw new Error(`exit code ${code}: ${err}${out}`);
    return out;
};
