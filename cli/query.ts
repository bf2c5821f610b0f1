/** The command `query`: runs a query of the catalogue, or the user's own SQL, on a lake. */
import { Readable } from 'node:stream';
import { Option, type Command, type HelpConfiguration } from 'commander';
import { UserError } from '../lib/basics/user-error.ts';
import { queryPaths, readCatalogue, readQuery, type Query } from '../lib/query/catalogue.ts';
import { DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import { FORMAT_NAMES, findFormat } from '../lib/query/format/formats.ts';
import type { QueryParameter } from '../lib/query/sql-header.ts';
import { optionHelp, optionOf, parameterList } from '../lib/query/parameter-list.ts';
import { queryHelp } from '../lib/query/query-help.ts';
import { queryList, queryListText } from '../lib/query/query-list.ts';
import type { ParameterValues } from '../lib/query/render-query.ts';
import type { RunQueryOptions } from '../lib/query/run-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import type { AthenaCommandOptions } from './query-athena.ts';
import { HELP_WRAPPING, helpText, helpWidth } from './help-text.ts';
import { LAKE_HELP, lakeOf } from './lake-option.ts';
import { printNote, terminalWidth } from './terminal-output.ts';
import { commandName } from '../lib/basics/command-name.ts';

const { stdout } = process;

type QueryCommandOptions = AthenaCommandOptions & { lake?: string; sql?: string; list?: boolean; format: string };

const YES_HELP =
    'with --athena: run without confirmation even if the estimate exceeds the workgroup’s limit. ' +
    'The estimate is an upper bound; Athena still cancels the query at the limit.';

const EXAMPLES = `
query NAME --help describes a query: its options, typical false positives and the next step.

Examples:
  $ ${commandName()} query --list
  $ ${commandName()} query password_spray --help
  $ ${commandName()} query password_spray --lake my-lake --first-day 2026-01-01
  $ ${commandName()} query user_timeline --user ana --lake my-lake --format json
  $ ${commandName()} query --sql "select count(*) from auth_events" --lake my-lake
  $ ${commandName()} query password_spray --athena --dry-run
`;

const runQueryOptionsOf = async ({ lake, format }: QueryCommandOptions): Promise<RunQueryOptions> => ({
    lake: await lakeOf(lake, 'query', ' or --athena'),
    format: findFormat(format),
    width: terminalWidth(),
});

const rejectExtraArguments = (query: Query, rest: readonly string[]): void => {
    const [first] = rest;
    if (first === undefined) return;
    const problem = first.startsWith('-')
        ? `${query.name} has no parameter ${printable(first)}`
        : `Unexpected argument ${printable(first)}`;
    throw new UserError(`${problem}. Parameters of ${query.name}:\n${parameterList(query)}`, 2);
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const optionFor = (parameter: QueryParameter): Option =>
    new Option(
        `${optionOf(parameter)} <${parameter.type === 'list of strings' ? 'text' : parameter.type}>`,
        optionHelp(parameter),
    ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);

/** The values of the command's options, by parameter name. */
const valuesOf = (query: Query, options: Readonly<Record<string, unknown>>): ParameterValues =>
    new Map(
        query.parameters.flatMap((parameter) => {
            const texts = textsOf(options[optionFor(parameter).attributeName()]);
            return texts.length === 0 ? [] : [[parameter.name, texts]];
        }),
    );

/** Shows the options of `query` too, but not those of the program. */
const PARENT_OPTIONS_HELP: HelpConfiguration = {
    ...HELP_WRAPPING,
    showGlobalOptions: true,
    visibleGlobalOptions: ({ parent }) => [...(parent?.options ?? [])],
    styleTitle: (title) => (title === 'Global Options:' ? 'Options of query:' : title),
};

/** `word` is the query's name as it was typed. */
const addNamedQuery = (parent: Command, query: Query, word: string): void => {
    const command = parent
        .command(word)
        .summary(query.title)
        .description(`${query.title}\n${query.description}`)
        .allowUnknownOption()
        .allowExcessArguments();
    for (const parameter of query.parameters) command.addOption(optionFor(parameter));
    command
        .usage('[--lake FOLDER | --athena] [options]')
        .configureHelp(PARENT_OPTIONS_HELP)
        .addHelpText('after', queryHelp(query, helpWidth()));
    command.action(async () => {
        const all = command.optsWithGlobals<QueryCommandOptions & Record<string, unknown>>();
        if (all.sql !== undefined) throw new UserError('Pass a query name or --sql, not both.', 2);
        rejectExtraArguments(query, command.args);
        const values = valuesOf(query, command.opts());
        const { queryAthena, rejectAthenaOptions } = await import('./query-athena.ts');
        if (all.athena === true) return queryAthena(query, values, all);
        rejectAthenaOptions(all);
        const { runQuery } = await import('../lib/query/run-query.ts');
        const options = { ...(await runQueryOptionsOf(all)), nowMs: Date.now(), printNote };
        await writeOut(runQuery(query, values, options), stdout);
    });
};

const listQueries = ({ format }: QueryCommandOptions): AsyncIterable<string> =>
    format === 'table'
        ? Readable.from([queryListText(readCatalogue())])
        : findFormat(format)(queryList(readCatalogue()), terminalWidth());

const runSqlOrListQueries = async (
    name: string | undefined,
    options: QueryCommandOptions,
): Promise<AsyncIterable<string>> => {
    if (options.list === true) return listQueries(options);
    if (name !== undefined) readQuery(name);
    if (options.athena === true)
        throw new UserError(
            '--athena runs a built-in query: query NAME --athena. Run your own SQL in the Athena console.',
            2,
        );
    if (options.sql === undefined)
        throw new UserError('Nothing to run. Pass a query name or --sql STATEMENT. List all queries: query --list', 2);
    const { runSql } = await import('../lib/query/run-query.ts');
    return runSql(options.sql, await runQueryOptionsOf(options));
};

/**
 * Adds the options of `query`, and under it each query named in `rest` (a hyphen equals an underscore), with one option per parameter.
 * It reads only the files of these queries.
 */
export const configureQuery = (command: Command, rest: readonly string[]): void => {
    command
        .usage('[NAME] [--lake FOLDER | --athena] [options]')
        .argument('[name]', 'the name of a built-in query (--list shows them)')
        .option('--lake <folder>', LAKE_HELP)
        .option(
            '--sql <statement>',
            'your own SELECT on the tables and views of the lake; the statement can read no other file',
        )
        .option('--athena', 'run the query in Athena on the deployed lake, with the usual AWS credentials and region')
        .option('--workgroup <name>', `the Athena workgroup (default: ${DEFAULT_WORK_GROUP})`)
        .option(
            '--database <name>',
            'the Glue database of the lake (default: the workgroup’s name with _ instead of -)',
        )
        .option('--dry-run', 'with --athena: only estimate how much the query scans')
        .option('--yes', YES_HELP)
        .option('--list', 'show all queries; with --format json or csv also their parameters')
        .option('--format <format>', FORMAT_NAMES.join(', '), 'table')
        .addHelpText('after', helpText(EXAMPLES));
    command.action(async (name: string | undefined, options: QueryCommandOptions) => {
        await writeOut(await runSqlOrListQueries(name, options), stdout);
    });
    const paths = queryPaths();
    for (const word of new Set(rest)) {
        const name = word.replaceAll('-', '_');
        if (paths.has(name)) addNamedQuery(command, readQuery(name), word);
    }
};
