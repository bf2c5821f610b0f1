/** SQL for the rows of a file without a person: the person's rows dropped or pseudonymised. */
import { TABLES, type Column, type TableName } from '../../../schemas/columns.ts';
import { maskWords, identifyingWords } from './mentions.ts';
import type { Person } from './person.ts';
import { personFilters } from './find-person.ts';
import { quoted } from '../../lake/sql-text.ts';

export type Erasure = {
    readonly person: Person;
    readonly also: readonly string[];
    /** Replaces the person's sub and name, so that attempts and user counts stay the same. */
    readonly pseudonym: string;
    /** Whether rows of user_activity are dropped instead of pseudonymised. */
    readonly dropsRows: boolean;
};

/** The expression that replaces a column in the rows of the person; null if the column stays. */
const replacementOf = ({ name, type, personal }: Column, { person, also, pseudonym }: Erasure): string | null => {
    if (personal === 'no') return null;
    if (personal === 'null') return 'null';
    if (personal === 'pseudonymise') return `case when ${name} is null then null else ${quoted(pseudonym)} end`;
    const words = identifyingWords(person, also);
    return type === 'array<string>'
        ? `list_transform(${name}, lambda value: ${maskWords('value', words)})`
        : maskWords(name, words);
};

/** A select of all columns of the table, without the person's data. */
export const rewrittenRows = (table: TableName, erasure: Erasure): string => {
    const filters = personFilters(erasure.person, erasure.also);
    const isOfPerson = table === 'user_activity' ? filters.activity : filters.notification;
    if (table === 'user_activity' && erasure.dropsRows) return `select * from ${table} where not ${isOfPerson}`;
    const columns = TABLES[table].map((column) => {
        const { name } = column;
        const replacement = replacementOf(column, erasure);
        return replacement === null ? name : `case when ${isOfPerson} then ${replacement} else ${name} end as ${name}`;
    });
    return `select ${columns.join(', ')} from ${table}`;
};
