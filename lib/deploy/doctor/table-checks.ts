/** Checks of the Glue database: every table and view as schemas/ and athena/ have it. */
import { tableCalls, type TableCalls } from '../account/table-calls.ts';
import { tableInputs } from '../plan/table-input.ts';
import { judged, wrong, type Check } from './check.ts';
import { aws, lake, remake, type Room, type Scope } from './scope.ts';
import { tableDifferences, type ExpectedTable } from './table-differences.ts';

type Named = ExpectedTable & { readonly Name: string };

const putBack = (scope: Scope, name: string, how: 'create' | 'update'): string =>
    `${lake(scope, `plan --table-input ${name} --account ${scope.place.account}`)} > ${name}.json && ${aws(scope, `glue ${how}-table --database-name ${scope.names.database} --table-input file://${name}.json`)}`;

const tableCheck = async (scope: Scope, calls: TableCalls, part: string, expected: Named): Promise<readonly Check[]> =>
    judged(
        { part, name: `${scope.names.database}.${expected.Name}` },
        await calls.table(scope.names.database, expected.Name),
        {
            fine:
                part === 'view'
                    ? 'as athena/views has it'
                    : `${expected.StorageDescriptor.Columns.length} columns, as schemas/ has them`,
            gone: putBack(scope, expected.Name, 'create'),
            findings: (found) => {
                const differences = tableDifferences(found, expected);
                return differences.length === 0
                    ? []
                    : wrong(differences.join('; '), putBack(scope, expected.Name, 'update'));
            },
        },
    );

/** Of a database that is not there no table is asked for. */
export const tableChecks: Room = async (scope) => {
    const calls = await tableCalls(scope.client);
    const { database } = scope.names;
    const answer = await calls.database(database);
    const found = judged({ part: 'database', name: database }, answer, {
        fine: 'is there',
        gone: remake(scope),
        findings: () => [],
    });
    if (answer.kind === 'gone') return found;
    const { tables, csv, views } = tableInputs(scope.config, scope.names);
    const each: readonly (readonly [string, Named])[] = [
        ...[...tables.values(), ...csv.values()].map((table) => ['table', table] as const),
        ...[...views.values()].map((view) => ['view', view] as const),
    ];
    return [
        ...found,
        ...(await Promise.all(each.map(async ([part, expected]) => tableCheck(scope, calls, part, expected)))).flat(),
    ];
};
