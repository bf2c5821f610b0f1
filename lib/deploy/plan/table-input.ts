/** The Glue TableInput of a table or view, to repair one that was changed by hand. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { CSV_TABLE_NAMES, type CsvTableName } from '../../../schemas/csv-tables.ts';
import { glueCsvTable } from '../glue/glue-csv-table.ts';
import { glueTable } from '../glue/glue-table.ts';
import { glueView } from '../glue/glue-view.ts';
import { readViews } from '../../lake/read-views.ts';
import { UserError } from '../../basics/user-error.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import { stackNames, type StackNames } from '../config/stack-names.ts';
import { printable } from '../../terminal/printable.ts';
import { locateStack } from './plan.ts';

/** The TableInputs of all tables and views, by name. */
export const tableInputs = (config: LakeConfig, names: StackNames) => {
    const folder = (name: string): string => `s3://${names.lakeBucket}/${name}`;
    const userPoolIds = config.pools.map(({ id }) => id).join(',');
    const table = (name: TableName) => [name, glueTable(name, { location: folder(name), userPoolIds })] as const;
    return {
        tables: new Map(TABLE_NAMES.map(table)),
        csv: new Map(CSV_TABLE_NAMES.map((name: CsvTableName) => [name, glueCsvTable(name, folder(name))] as const)),
        views: new Map(readViews().map((view) => [view.name, glueView(view, names.database)] as const)),
    };
};

type TableInputOptions = { readonly stage: string; readonly account?: string };

/** The TableInput of one table or view, as JSON. Throws a UserError for an unknown name. */
export const tableInput = (name: string, config: LakeConfig, { stage, account }: TableInputOptions): string => {
    if (account === undefined && config.existingLakeBucket === undefined)
        throw new UserError('--table-input needs --account ID: the name of the lake bucket contains the account.', 2);
    const { tables, csv, views } = tableInputs(config, stackNames(config, locateStack(config, stage, account ?? null)));
    const all = new Map<string, object>([...tables, ...csv, ...views]);
    const found = all.get(name);
    if (found === undefined)
        throw new UserError(
            `The stack has no table or view ${printable(name)}. It has: ${[...all.keys()].join(', ')}.`,
            2,
        );
    return `${JSON.stringify(found, null, 2)}\n`;
};
