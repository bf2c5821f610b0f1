/** Writes the field dictionary of the README from the columns of the schemas. */
import { COLUMN_NOTES, PARTITION_NOTES } from '../../../schemas/column-notes.ts';
import { PARTITION_COLUMNS, TABLES, TABLE_NAMES, type Column } from '../../../schemas/columns.ts';

type Notes = Readonly<Record<string, string>>;

const section = (title: string, columns: readonly Column[], notes: Notes): string => {
    const rows = columns.map(
        ({ name, type }) => `| \`${name}\` | ${type.replace('<', '\\<')} | ${String(notes[name])} |`,
    );
    return [`**${title}**`, '', '| column | type | what it holds |', '|---|---|---|', ...rows].join('\n');
};

/** Markdown: a table of columns for the partition and for each of the two tables. */
export const fieldDictionary = (): string =>
    [
        section('Both tables: partition', PARTITION_COLUMNS, PARTITION_NOTES),
        ...TABLE_NAMES.map((table) => section(table, TABLES[table], COLUMN_NOTES[table])),
    ].join('\n\n');
