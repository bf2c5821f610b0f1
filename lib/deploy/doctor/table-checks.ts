/** Checks the Glue database: every table and view matches schemas/ and athena/. */
import { tableCalls, type TableCalls } from '../account/table-calls.ts';
import { tableInputs } from '../plan/table-input.ts';
import { toStackChecks, toProblem, type StackCheck } from './stack-check.ts';
import { awsCommand, lakeCommand, redeployFix, type StackChecker, type DoctorContext } from './doctor-context.ts';
import { tableDifferences, type ExpectedTable } from './table-differences.ts';

type ExpectedNamedTable = ExpectedTable & { readonly Name: string };

const tableFix = (context: DoctorContext, name: string, verb: 'create' | 'update'): string => {
    const print = lakeCommand(context, `plan --table-input ${name} --account ${context.location.account}`);
    const apply = awsCommand(
        context,
        `glue ${verb}-table --database-name ${context.names.database} --table-input file://${name}.json`,
    );
    return `${print} > ${name}.json && ${apply}`;
};

const checkTable = async (
    context: DoctorContext,
    calls: TableCalls,
    part: string,
    expected: ExpectedNamedTable,
): Promise<readonly StackCheck[]> =>
    toStackChecks(
        { part, name: `${context.names.database}.${expected.Name}` },
        await calls.table(context.names.database, expected.Name),
        {
            passedMessage:
                part === 'view'
                    ? 'matches athena/views'
                    : `${expected.StorageDescriptor.Columns.length} columns, match schemas/`,
            fixIfMissing: tableFix(context, expected.Name, 'create'),
            findProblems: (found) => {
                const differences = tableDifferences(found, expected);
                return differences.length === 0
                    ? []
                    : toProblem(differences.join('; '), tableFix(context, expected.Name, 'update'));
            },
        },
    );

/** If the database does not exist, its tables are not checked. */
export const tableChecks: StackChecker = async (context) => {
    const calls = await tableCalls(context.clientOptions);
    const { database } = context.names;
    const result = await calls.database(database);
    const databaseChecks = toStackChecks({ part: 'database', name: database }, result, {
        passedMessage: 'exists',
        fixIfMissing: redeployFix(context),
        findProblems: () => [],
    });
    if (result.kind === 'missing') return databaseChecks;
    const { tables, csv, views } = tableInputs(context.config, context.names);
    const each: readonly (readonly [string, ExpectedNamedTable])[] = [
        ...[...tables.values(), ...csv.values()].map((table) => ['table', table] as const),
        ...[...views.values()].map((view) => ['view', view] as const),
    ];
    return [
        ...databaseChecks,
        ...(await Promise.all(each.map(async ([part, expected]) => checkTable(context, calls, part, expected)))).flat(),
    ];
};
