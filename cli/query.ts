/** The command `query`: asks a question of a lake. */
import { Option, type Command } from 'commander';
import { Complaint } from '../lib/basics/complaint.ts';
import { findQuery, readCatalogue, type Query } from '../lib/query/catalogue.ts';
import { DEFAULT_WORK_GROUP } from '../lib/deploy/config/stack-names.ts';
import { FORMAT_NAMES, formatNamed } from '../lib/query/format/formats.ts';
import type { Parameter } from '../lib/query/header.ts';
import { defaultText, optionOf, parameterList } from '../lib/query/parameter-list.ts';
import { PARAMETER_TYPES } from '../lib/query/parameter-types.ts';
import { queryHelp } from '../lib/query/query-help.ts';
import { queryList } from '../lib/query/query-list.ts';
import type { Values } from '../lib/query/render.ts';
import { runQuery, runSql, type Place } from '../lib/query/run-query.ts';
import { writeOut } from '../lib/terminal/write-out.ts';
import { printable } from '../lib/terminal/printable.ts';
import { queryAthena, refuseAthenaOptions, type AthenaOptions } from './query-athena.ts';
import { tell, terminalWidth } from './query-terminal.ts';

const { stdout } = process;

type Options = AthenaOptions & { lake?: string; sql?: string; list?: boolean; format: string };

const placeOf = ({ lake, format }: Options): Place => {
    if (lake === undefined || lake === '')
        throw new Complaint('query needs the folder of a lake: --lake FOLDER, or --athena', 2);
    return { lake, format: formatNamed(format), width: terminalWidth() };
};

const refuseRest = (query: Query, rest: readonly string[]): void => {
    const [first] = rest;
    if (first === undefined) return;
    const what = first.startsWith('-')
        ? `${query.name} has no parameter ${printable(first)}`
        : `${printable(first)} is one word too many`;
    throw new Complaint(`${what}. ${query.name} takes:\n${parameterList(query)}`, 2);
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const optionFor = (parameter: Parameter): Option =>
    new Option(
        `${optionOf(parameter)} <${parameter.type === 'list of strings' ? 'text' : parameter.type}>`,
        `${parameter.about.replace(/\.$/, '')} (${PARAMETER_TYPES[parameter.type].about}; default: ${defaultText(parameter)})`,
    ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);

/** The values of the options given, by the parameter's name. */
const valuesOf = (query: Query, given: Readonly<Record<string, unknown>>): Values =>
    new Map(
        query.parameters.flatMap((parameter) => {
            const texts = textsOf(given[optionFor(parameter).attributeName()]);
            return texts.length === 0 ? [] : [[parameter.name, texts]];
        }),
    );

const addNamed = (parent: Command, query: Query): void => {
    const command = parent.command(query.name).description(query.asks).allowUnknownOption().allowExcessArguments();
    for (const parameter of query.parameters) command.addOption(optionFor(parameter));
    command
        .usage('--lake FOLDER | --athena [options]')
        .configureHelp({ showGlobalOptions: true })
        .addHelpText('after', queryHelp(query));
    command.action(async () => {
        const all = command.optsWithGlobals<Options & Record<string, unknown>>();
        if (all.sql !== undefined) throw new Complaint('give the name of a query or --sql, not both', 2);
        refuseRest(query, command.args);
        const values = valuesOf(query, command.opts());
        if (all.athena === true) return queryAthena(query, values, all);
        refuseAthenaOptions(all);
        await writeOut(runQuery(query, values, { ...placeOf(all), nowMs: Date.now(), tell }), stdout);
    });
};

const listOf = (catalogue: readonly Query[], { format }: Options): AsyncIterable<string> =>
    formatNamed(format)(queryList(catalogue, format !== 'table'), terminalWidth());

const answerTo = (catalogue: readonly Query[], name: string | undefined, options: Options): AsyncIterable<string> => {
    if (options.list === true) return listOf(catalogue, options);
    if (name !== undefined) findQuery(catalogue, name);
    if (options.athena === true)
        throw new Complaint(
            '--athena runs a query of the catalogue: query NAME --athena. Your own SQL runs in the Athena console',
            2,
        );
    if (options.sql === undefined)
        throw new Complaint('say what to ask: query NAME, query --sql STATEMENT, or query --list to see the names', 2);
    return runSql(options.sql, placeOf(options));
};

/** Adds `query` and, under it, every query of the catalogue with an option for each of its parameters. */
export const addQuery = (program: Command): void => {
    const catalogue = readCatalogue();
    const command = program
        .command('query')
        .description('ask a question of a lake: one of the catalogue, or your own SQL')
        .usage('[NAME] --lake FOLDER | --athena [options]')
        .argument('[name]', 'a query of the catalogue')
        .option('--lake <folder>', 'the lake: a folder, or s3://bucket/prefix')
        .option('--sql <statement>', 'your own SELECT; it sees both tables and all views, and no other file')
        .option('--athena', 'ask the deployed lake, in Athena; credentials and region as every AWS tool takes them')
        .option('--workgroup <name>', `the workgroup to ask in (default: ${DEFAULT_WORK_GROUP})`)
        .option('--database <name>', 'the database of the lake (default: named like the workgroup, with _ for -)')
        .option('--dry-run', 'with --athena: only tell what the query would read')
        .option('--yes', 'with --athena: run it even if it may read more than the workgroup allows')
        .option('--list', 'show all queries with their parameters')
        .option('--format <format>', FORMAT_NAMES.join(', '), 'table');
    command.action(async (name: string | undefined, options: Options) => {
        await writeOut(answerTo(catalogue, name, options), stdout);
    });
    for (const query of catalogue) addNamed(command, query);
};
