/** Runs cfn-lint and checkov, each once over all templates of a folder. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';

/** A finding of a tool: the file, the rule's id, and the resource or path. */
export type ToolProblem = {
    readonly file: string;
    readonly rule: string;
    readonly location: string;
    readonly message: string;
};

const CHECK_FOLDER = join(packageRoot(), 'test', 'stack', 'check');
const CFN_LINT_RULES = join(CHECK_FOLDER, 'cfn-lint-rules');

const runTool = (command: string, args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
        // Both tools exit with a non-zero code for findings, so success means that they wrote a report.
        execFile(command, args, { maxBuffer: 1e9 }, (error, out, err) =>
            out.trimStart().startsWith('[') || out.trimStart().startsWith('{')
                ? resolve(out)
                : reject(new Error(`${command} wrote no report: ${error?.message ?? ''} ${err}`)),
        );
    });

/** Installs both tools if they are missing; returns the folder of their commands. */
export const installTools = (): Promise<string> =>
    new Promise((resolve, reject) => {
        execFile(join(CHECK_FOLDER, 'install-tools.sh'), (error, out, err) =>
            error === null ? resolve(out.trim()) : reject(new Error(`cannot install the tools: ${err}`)),
        );
    });

const templatesIn = (folder: string): readonly string[] =>
    readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .toSorted()
        .map((name) => join(folder, name));

type LintMatch = {
    Filename: string;
    Level: string;
    Message: string;
    Location: { Path: (string | number)[] | null };
    Rule: { Id: string };
};

/** Runs cfn-lint; ignores informational matches. */
export const runCfnLint = async (tools: string, folder: string): Promise<readonly ToolProblem[]> => {
    const matches: LintMatch[] = JSON.parse(
        await runTool(join(tools, 'cfn-lint'), [
            '-a',
            CFN_LINT_RULES,
            '-r',
            'us-west-2',
            '-f',
            'json',
            '-t',
            ...templatesIn(folder),
        ]),
    );
    return matches
        .filter(({ Level }) => Level !== 'Informational')
        .map(({ Filename, Message, Location, Rule }) => ({
            file: basename(Filename),
            rule: Rule.Id,
            location: (Location.Path ?? []).join('.'),
            message: Message,
        }));
};

type CheckovReport = {
    results?: { failed_checks: { check_id: string; check_name: string; file_path: string; resource: string }[] };
};

export const runCheckov = async (tools: string, folder: string): Promise<readonly ToolProblem[]> => {
    const report: CheckovReport | CheckovReport[] = JSON.parse(
        await runTool(join(tools, 'checkov'), [
            '--skip-download',
            '--framework',
            'cloudformation',
            '--compact',
            '--quiet',
            '--soft-fail',
            '-o',
            'json',
            '-d',
            folder,
        ]),
    );
    return [report]
        .flat()
        .flatMap(({ results }) => results?.failed_checks ?? [])
        .map(({ check_id, check_name, file_path, resource }) => ({
            file: basename(file_path),
            rule: check_id,
            location: resource,
            message: check_name,
        }));
};
