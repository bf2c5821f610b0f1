/** The SQL of rows without the personal data of a person, as `personal` says for each column. */
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { maskWords } from './mentions.ts';

export type RowPseudonym = {
    /** The expression of a row's pseudonym; NULL if the row keeps its values. */
    readonly pseudonym: string;
    /** The words to mask in texts. */
    readonly words: readonly string[];
};

const columnsOf = (table: TableName): readonly Column[] => TABLES[table];

/** The expression of all texts of a row that may name a person, as one list. */
export const textsExpression = (table: TableName): string => {
    const masked = columnsOf(table).filter(({ personal }) => personal === 'mask');
    const lists = masked.map(({ name, type }) =>
        type === 'array<string>' ? `coalesce(${name}, [])` : `[${name}::varchar]`,
    );
    return lists.length === 0 ? '[]::varchar[]' : `list_concat(${lists.join(', ')})`;
};

/** The expression that replaces a column in the rows of the person; null if the column stays. */
const replacementOf = ({ name, type, personal }: Column, words: readonly string[]): string | null => {
    if (personal === 'no') return null;
    if (personal === 'null') return 'null';
    if (personal === 'pseudonymise') return `case when ${name} is null then null else row_pseudonym end`;
    return type === 'array<string>'
        ? `list_transform(${name}, lambda value: ${maskWords('value', words)})`
        : maskWords(name, words);
};

/** The columns that a person's rows keep. */
export const keptColumns = (table: TableName): readonly string[] =>
    columnsOf(table)
        .filter(({ personal }) => personal === 'no')
        .map(({ name }) => name);

/** A select of all columns of the table from `rows`, a select. */
export const pseudonymisedRows = (table: TableName, rows: string, { pseudonym, words }: RowPseudonym): string => {
    const columns = columnsOf(table).map((column) => {
        const { name } = column;
        const replacement = replacementOf(column, words);
        return replacement === null
            ? name
            : `case when row_pseudonym is null then ${name} else ${replacement} end as ${name}`;
    });
    return `select ${columns.join(', ')} from (select *, ${pseudonym} as row_pseudonym from (${rows}))`;
};
