/** Runs cfn-lint and checkov, each once over all templates of a folder. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot } from '../../../lib/basics/package-root.ts';

/** What a tool found in a file: the rule's id, and the resource or path. */
export type ToolFinding = {
    readonly file: string;
    readonly rule: string;
    readonly where: string;
    readonly what: string;
};

const HERE = join(packageRoot(), 'test', 'stack', 'check');
const RULES = join(HERE, 'cfn-lint-rules');

const run = (command: string, given: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
        // Both end with another code than 0 when they find something: what counts is whether they wrote their report.
        execFile(command, given, { maxBuffer: 1e9 }, (error, out, err) =>
            out.trimStart().startsWith('[') || out.trimStart().startsWith('{')
                ? resolve(out)
                : reject(new Error(`${command} wrote no report: ${error?.message ?? ''} ${err}`)),
        );
    });

/** Installs both where they are not there yet; the folder of their commands. */
export const installTools = (): Promise<string> =>
    new Promise((resolve, reject) => {
        execFile(join(HERE, 'install-tools.sh'), (error, out, err) =>
            error === null ? resolve(out.trim()) : reject(new Error(`the tools can not be installed: ${err}`)),
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

/** An informational match is none. */
export const cfnLint = async (tools: string, folder: string): Promise<readonly ToolFinding[]> => {
    const matches: LintMatch[] = JSON.parse(
        await run(join(tools, 'cfn-lint'), [
            '-a',
            RULES,
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
            where: (Location.Path ?? []).join('.'),
            what: Message,
        }));
};

type CheckovReport = {
    results?: { failed_checks: { check_id: string; check_name: string; file_path: string; resource: string }[] };
};

export const checkov = async (tools: string, folder: string): Promise<readonly ToolFinding[]> => {
    const report: CheckovReport | CheckovReport[] = JSON.parse(
        await run(join(tools, 'checkov'), [
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
            where: resource,
            what: check_name,
        }));
};
