/** The command `check`: runs data-quality checks on a lake. */
import { Option, type Command } from 'commander';
import { checkList } from '../lib/watch/check/check-list.ts';
import { findChecks, readChecks, type Check } from '../lib/watch/check/read-checks.ts';
import { CHECK_FORMAT_NAMES, findCheckFormat } from '../lib/watch/check/check-formats.ts';
import { runChecks, type RunChecksOptions } from '../lib/watch/check/run-checks.ts';
import { UserError } from '../lib/basics/user-error.ts';
import { findFormat } from '../lib/query/format/formats.ts';
import type { QueryParameter } from '../lib/query/sql-header.ts';
import { optionHelp, optionOf } from '../lib/query/parameter-list.ts';
import type { ParameterValues } from '../lib/query/render-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import { helpText } from './help-text.ts';
import { LAKE_HELP, lakeOf } from './lake-option.ts';
import { commandName } from '../lib/basics/command-name.ts';

const { stdout, stderr } = process;

type CheckCommandOptions = { lake?: string; list?: boolean; allDays?: boolean; json?: boolean; format: string };

const EXAMPLES = `
Exits with 1 if a check of severity error fails; other failed checks do not change the exit code.

The formats text, json and ndjson include the failing rows: text the first few, json and ndjson all of them. The formats
table, csv and markdown list only the result of each check.

Examples:
  $ ${commandName()} check --lake my-lake
  $ ${commandName()} check --lake my-lake --all-days
  $ ${commandName()} check --lake my-lake --first-day 2026-01-01 --last-day 2026-01-31 --json
  $ ${commandName()} check attempts_end fields_known --lake my-lake --max-open-share 0.5
`;

const terminalWidth = (): number | null => (stdout.isTTY ? stdout.columns : null);

const formatOf = ({ format, json }: CheckCommandOptions): string => (json === true ? 'json' : format);

/** Each parameter once: checks that share one declare it identically (test/lib/watch/check/read-checks.test.ts). */
const parametersOf = (checks: readonly Check[]): readonly QueryParameter[] => [
    ...new Map(checks.flatMap(({ parameters }) => parameters.map((parameter) => [parameter.name, parameter]))).values(),
];

const checkNamesPrefix = (checks: readonly Check[], { name }: QueryParameter): string => {
    const users = checks.filter(({ parameters }) => parameters.some((parameter) => parameter.name === name));
    return users.length === checks.length ? '' : `${users.map((check) => check.name).join(', ')}: `;
};

const optionFor = (checks: readonly Check[], parameter: QueryParameter): Option =>
    new Option(
        `${optionOf(parameter)} <${parameter.type === 'list of strings' ? 'text' : parameter.type}>`,
        `${checkNamesPrefix(checks, parameter)}${optionHelp(parameter)}`,
    ).argParser((text: string, previous: readonly string[] | undefined) => [...(previous ?? []), text]);

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The values of the options that are set, by parameter name. */
const valuesOf = (checks: readonly Check[], options: Readonly<Record<string, unknown>>): ParameterValues =>
    new Map(
        parametersOf(checks).flatMap((parameter) => {
            const texts = textsOf(options[optionFor(checks, parameter).attributeName()]);
            return texts.length === 0 ? [] : [[parameter.name, texts]];
        }),
    );

const printNote = (line: string): void => {
    stderr.write(`${printable(line)}\n`);
};

const onCheckFailed = ({ severity }: Check): void => {
    if (severity === 'error') process.exitCode = 1;
};

const runChecksOptionsOf = async (
    { lake: lakeOption, allDays = false }: CheckCommandOptions,
    values: ParameterValues,
): Promise<RunChecksOptions> => {
    const lake = await lakeOf(lakeOption, 'check');
    if (allDays && (values.has('first_day') || values.has('last_day'))) {
        throw new UserError('Cannot combine --all-days with --first-day or --last-day. Use one of them.', 2);
    }
    return { lake, isAllDays: allDays, nowMs: Date.now(), printNote, onFailed: onCheckFailed };
};

const listChecks = (checks: readonly Check[], format: string): AsyncIterable<string> =>
    findFormat(format === 'text' ? 'table' : format)(
        checkList(checks, ['json', 'ndjson'].includes(format)),
        terminalWidth(),
    );

const runOrListChecks = async (
    names: readonly string[],
    options: CheckCommandOptions,
): Promise<AsyncIterable<string>> => {
    const all = readChecks();
    const checks = findChecks(all, names);
    const format = findCheckFormat(formatOf(options));
    if (options.list === true) return listChecks(checks, formatOf(options));
    const values = valuesOf(all, { ...options });
    return format(runChecks(checks, values, await runChecksOptionsOf(options, values)), terminalWidth());
};

/** Adds the command, with one option for each parameter of the checks. */
export const configureCheck = (command: Command): void => {
    const checks = readChecks();
    command
        .usage('[NAMES] [--lake FOLDER] [options]')
        .argument('[names...]', 'the checks to run (default: all)')
        .option('--lake <folder>', LAKE_HELP)
        .option('--list', 'list all checks and their limits')
        .option('--all-days', 'check every day of the lake')
        .option('--format <format>', CHECK_FORMAT_NAMES.join(', '), 'text')
        .option('--json', 'same as --format json');
    for (const parameter of parametersOf(checks)) command.addOption(optionFor(checks, parameter));
    command.addHelpText('after', helpText(EXAMPLES));
    command.action(async (names: readonly string[], options: CheckCommandOptions) => {
        await writeOut(await runOrListChecks(names, options), stdout);
    });
};
