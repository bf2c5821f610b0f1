/** The command `check`: holds a lake to its promises. */
import { Option, type Command } from 'commander';
import { checkList } from '../lib/watch/check/check-list.ts';
import { findChecks, readChecks, type Check } from '../lib/watch/check/read-checks.ts';
import { REPORT_FORMAT_NAMES, reportFormatNamed } from '../lib/watch/check/report-formats.ts';
import { runChecks, type CheckPlace } from '../lib/watch/check/run-checks.ts';
import { Complaint } from '../lib/basics/complaint.ts';
import { formatNamed } from '../lib/query/format/formats.ts';
import type { Parameter } from '../lib/query/header.ts';
import { defaultText, optionOf } from '../lib/query/parameter-list.ts';
import { PARAMETER_TYPES } from '../lib/query/parameter-types.ts';
import type { Values } from '../lib/query/render.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';

const { stdout, stderr } = process;

type Options = { lake?: string; list?: boolean; allDays?: boolean; json?: boolean; format: string };

const EXAMPLES = `
Exits with 1 when a promise of severity error is broken, with 0 otherwise.
text, json and ndjson show the rows that break a promise (text a few, the others all); table, csv and markdown the verdicts alone.

Examples:
  $ npm run -s lake -- check --lake my-lake
  $ npm run -s lake -- check --lake my-lake --all-days
  $ npm run -s lake -- check --lake my-lake --first-day 2026-01-01 --last-day 2026-01-31 --json
  $ npm run -s lake -- check attempts_end fields_known --lake my-lake --max-open-share 0.5
`;

const terminalWidth = (): number | null => (stdout.isTTY ? stdout.columns : null);

const formatOf = ({ format, json }: Options): string => (json === true ? 'json' : format);

/** Each parameter once: checks that share one declare it alike (test/lib/watch/check/read-checks.test.ts). */
const parametersOf = (checks: readonly Check[]): readonly Parameter[] => [
    ...new Map(checks.flatMap(({ parameters }) => parameters.map((parameter) => [parameter.name, parameter]))).values(),
];

const usersOf = (checks: readonly Check[], { name }: Parameter): string => {
    const users = checks.filter(({ parameters }) => parameters.some((parameter) => parameter.name === name));
    return users.length === checks.length ? '' : `${users.map((check) => check.name).join(', ')}: `;
};

const optionFor = (checks: readonly Check[], parameter: Parameter): Option =>
    new Option(
        `${optionOf(parameter)} <${parameter.type === 'list of strings' ? 'text' : parameter.type}>`,
        `${usersOf(checks, parameter)}${parameter.about.replace(/\.$/, '')} (${PARAMETER_TYPES[parameter.type].about}; default: ${defaultText(parameter)})`,
    ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The values of the options given, by the parameter's name. */
const valuesOf = (checks: readonly Check[], given: Readonly<Record<string, unknown>>): Values =>
    new Map(
        parametersOf(checks).flatMap((parameter) => {
            const texts = textsOf(given[optionFor(checks, parameter).attributeName()]);
            return texts.length === 0 ? [] : [[parameter.name, texts]];
        }),
    );

const tell = (line: string): void => {
    stderr.write(`${printable(line)}\n`);
};

const onBroken = ({ severity }: Check): void => {
    if (severity === 'error') process.exitCode = 1;
};

const placeOf = ({ lake, allDays = false }: Options, given: Values): CheckPlace => {
    if (lake === undefined || lake === '') throw new Complaint('check needs the folder of a lake: --lake FOLDER', 2);
    if (allDays && (given.has('first_day') || given.has('last_day'))) {
        throw new Complaint('--all-days takes every day of the lake: leave out --first-day and --last-day', 2);
    }
    return { lake, isAllDays: allDays, nowMs: Date.now(), tell, onBroken };
};

const listOf = (checks: readonly Check[], format: string): AsyncIterable<string> =>
    formatNamed(format === 'text' ? 'table' : format)(
        checkList(checks, ['json', 'ndjson'].includes(format)),
        terminalWidth(),
    );

const answerTo = (names: readonly string[], options: Options): AsyncIterable<string> => {
    const all = readChecks();
    const checks = findChecks(all, names);
    const format = reportFormatNamed(formatOf(options));
    if (options.list === true) return listOf(checks, formatOf(options));
    const given = valuesOf(all, { ...options });
    return format(runChecks(checks, given, placeOf(options, given)), terminalWidth());
};

/** Adds the command, with an option for each parameter that a check has. */
export const addCheck = (program: Command): void => {
    const checks = readChecks();
    const command = program
        .command('check')
        .description('hold a lake to its promises: what is broken, where, and what to do next')
        .usage('[NAMES] --lake FOLDER [options]')
        .argument('[names...]', 'the checks to run; all when none is named')
        .option('--lake <folder>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--list', 'show all checks with their limits')
        .option('--all-days', 'check every day that the lake has')
        .option('--format <format>', REPORT_FORMAT_NAMES.join(', '), 'text')
        .option('--json', 'the same as --format json');
    for (const parameter of parametersOf(checks)) command.addOption(optionFor(checks, parameter));
    command.addHelpText('after', EXAMPLES);
    command.action(async (names: readonly string[], options: Options) => {
        await writeOut(answerTo(names, options), stdout);
    });
};
