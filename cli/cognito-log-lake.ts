/** The command line: registers the commands, and turns an error into a message and an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { errorCode, errorMessage, explainSystemError } from '../lib/basics/thrown.ts';
import { packageRoot } from '../lib/basics/package-root.ts';
import { removeAllTemporary } from '../lib/basics/temporary-folder.ts';
import { outputState, watchOutput } from '../lib/terminal/output-errors.ts';
import { printable } from '../lib/terminal/printable.ts';
import { handleStopSignals, stoppedExitCode } from '../lib/terminal/stop-signal.ts';
import { COMMANDS } from './commands.ts';
import { HELP_WRAPPING } from './help-text.ts';
import { commandName } from '../lib/basics/command-name.ts';

const USAGE_EXIT_CODE = 2;

/** Advice that is printed below the message of a system error, by error code. */
const SYSTEM_ERROR_ADVICE = new Map([
    ['ENOSPC', 'The disk is full. Free some space and run the command again. No partial output remains.'],
    ['EACCES', 'Permission denied. Check the owner and mode of that file or folder.'],
    ['EPERM', 'Permission denied. Check the owner and mode of that file or folder.'],
    ['EROFS', 'The file system is read-only. Choose a folder on another one.'],
    ['EMFILE', 'Too many open files. Raise the limit with `ulimit -n 4096`.'],
]);

const readVersion = (): string => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
    return version;
};

/** The command that the arguments call, and the arguments behind its name. `help NAME` is a call of NAME. */
const calledCommand = (
    args: readonly string[],
): { readonly name: string | undefined; readonly rest: readonly string[] } => {
    const words = args[0] === 'help' ? args.slice(1) : args;
    const at = words.findIndex((word) => !word.startsWith('-'));
    return { name: words[at], rest: words.slice(at + 1) };
};

/** Other spellings of a call, by its first word. */
const CALL_ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
    ['version', ['--version']],
    ['-V', ['--version']],
    ['list', ['query', '--list']],
]);

const expandAlias = (args: readonly string[]): readonly string[] => {
    const [first = '', ...rest] = args;
    return [...(CALL_ALIASES.get(first) ?? args.slice(0, 1)), ...rest];
};

/** All commands with their names and summaries; only the one that is called is loaded and gets its options. */
const makeProgram = async (args: readonly string[]): Promise<Command> => {
    const program = new Command(commandName())
        .description('Turns the log exports of Amazon Cognito user pools into two tables that you can query.')
        .version(readVersion(), '-v, --version')
        .configureHelp(HELP_WRAPPING)
        .showHelpAfterError('(add --help for the options of a command)')
        .exitOverride();
    const { name: called, rest } = calledCommand(args);
    for (const { name, summary, load } of COMMANDS) {
        const command = program.command(name).description(summary).exitOverride();
        if (name === called) (await load())(command, rest);
    }
    return program;
};

/** The messages of an engine and of Node for work that a signal has stopped. */
const STOPPED_WORK = /^INTERRUPT Error|^This operation was aborted/;

const messageOf = (error: unknown): string =>
    stoppedExitCode() !== null && STOPPED_WORK.test(errorMessage(error))
        ? 'Stopped.'
        : (explainSystemError(error) ?? errorMessage(error));

/** DuckDB reports a full disk only in the text of its error. */
const isDiskFull = (error: unknown): boolean => error instanceof Error && /no space left|ENOSPC/i.test(error.message);

const reportError = (error: unknown): number => {
    // Commander has printed its message. --help and --version also end with a CommanderError, with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    const advice = SYSTEM_ERROR_ADVICE.get(isDiskFull(error) ? 'ENOSPC' : String(errorCode(error)));
    const lines = messageOf(error).split('\n').map(printable).join('\n');
    process.stderr.write(`${lines}${advice === undefined ? '' : `\n${advice}`}\n`);
    return error instanceof UserError ? error.exitCode : 1;
};

/**
 * Sets the exit code of a stopped command and of one whose reader is gone. Called at the very end: by then every write
 * to standard output has succeeded or failed.
 */
const setExitCode = (hasFailed: boolean): void => {
    const output = outputState();
    if (!hasFailed && output.kind === 'closed') process.exitCode = 0;
    if (!hasFailed && output.kind === 'failed') process.exitCode = reportError(output.error);
    process.exitCode = stoppedExitCode() ?? process.exitCode;
};

handleStopSignals();
watchOutput();
let hasFailed = false;
process.on('exit', () => {
    setExitCode(hasFailed);
    removeAllTemporary();
});
try {
    const args = expandAlias(process.argv.slice(2));
    await (await makeProgram(args)).parseAsync(args, { from: 'user' });
} catch (error) {
    process.exitCode = reportError(error);
    hasFailed = process.exitCode !== 0;
}
