/** The command line: names the commands, and turns a failure into one clear message and an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import { Complaint } from '../lib/basics/complaint.ts';
import { errorCode, errorMessage } from '../lib/basics/thrown.ts';
import { packageRoot } from '../lib/basics/package-root.ts';
import { printable } from '../lib/terminal/printable.ts';
import { addApply } from './apply.ts';
import { addBackfill } from './backfill.ts';
import { addCheck } from './check.ts';
import { addCompact } from './compact.ts';
import { addCompleteness } from './completeness.ts';
import { addCost } from './cost.ts';
import { addDoctor } from './doctor.ts';
import { addEraseUser } from './erase-user.ts';
import { addFeedback } from './feedback.ts';
import { addFindUser } from './find-user.ts';
import { addGenerate } from './generate.ts';
import { addPlan } from './plan.ts';
import { addQuery } from './query.ts';
import { addRebuild } from './rebuild.ts';
import { addRedrive } from './redrive.ts';
import { addReplay } from './replay.ts';
import { addReport } from './report.ts';
import { addTour } from './tour.ts';

const USAGE_EXIT_CODE = 2;

/** What the system says when it can't go on, and what a person can do. */
const SYSTEM_ERRORS = new Map([
    ['ENOSPC', 'The disk is full: make room, and run the command again. Nothing half done is left.'],
    ['EACCES', 'You may not read or write that: look at its owner and mode.'],
    ['EPERM', 'You may not read or write that: look at its owner and mode.'],
    ['EEXIST', 'A file stands where a folder should be: move it away, or name another folder.'],
    ['ENOTDIR', 'A file stands where a folder should be: move it away, or name another folder.'],
    ['EROFS', 'That disk can only be read: name a folder on another one.'],
    ['EMFILE', 'Too many open files: raise the limit with `ulimit -n 4096`.'],
]);

const version = (): string =>
    z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')))
        .version;

const makeProgram = (): Command => {
    const program = new Command('cognito-log-lake')
        .description(
            'Turns the log exports of Amazon Cognito user pools into two clean tables, and answers questions about them.',
        )
        .version(version())
        .showHelpAfterError('(add --help for what a command takes)')
        .configureHelp({ showGlobalOptions: true })
        .exitOverride();
    for (const add of [
        addReplay,
        addRedrive,
        addBackfill,
        addQuery,
        addReport,
        addCheck,
        addCompleteness,
        addCompact,
        addRebuild,
        addFindUser,
        addEraseUser,
        addFeedback,
        addPlan,
        addApply,
        addDoctor,
        addCost,
        addGenerate,
        addTour,
    ])
        add(program);
    for (const command of program.commands) command.exitOverride();
    return program;
};

/** DuckDB tells of the system's errors in words. */
const isDiskFull = (error: unknown): boolean => error instanceof Error && /no space left|ENOSPC/i.test(error.message);

const tell = (error: unknown): number => {
    // Commander has told already; its help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    const advice = SYSTEM_ERRORS.get(isDiskFull(error) ? 'ENOSPC' : String(errorCode(error)));
    const lines = errorMessage(error).split('\n').map(printable).join('\n');
    process.stderr.write(`${lines}${advice === undefined ? '' : `\n${advice}`}\n`);
    return error instanceof Complaint ? error.exitCode : 1;
};

try {
    await makeProgram().parseAsync();
} catch (error) {
    process.exitCode = tell(error);
}
