/** SQL for the rows of a file without a person: the person's rows dropped or pseudonymised. */
import type { TableName } from '../../../schemas/columns.ts';
import { pseudonymisedRows } from '../../lake/erasures/pseudonymised-rows.ts';
import { quoted } from '../../lake/sql-text.ts';
import type { Person } from './person.ts';
import { personFilters, wordsOf } from './find-person.ts';

export type Erasure = {
    readonly person: Person;
    readonly also: readonly string[];
    /** Replaces the person's sub and name, so that attempts and user counts stay the same. */
    readonly pseudonym: string;
    /** Whether rows of user_activity are dropped instead of pseudonymised. */
    readonly dropsRows: boolean;
};

/** A select of all columns of the table, without the person's data. */
export const rewrittenRows = (table: TableName, { person, also, pseudonym, dropsRows }: Erasure): string => {
    const filters = personFilters(person, also);
    const isOfPerson = table === 'user_activity' ? filters.activity : filters.notification;
    if (table === 'user_activity' && dropsRows) return `select * from ${table} where not ${isOfPerson}`;
    return pseudonymisedRows(table, `select * from ${table}`, {
        pseudonym: `case when ${isOfPerson} then ${quoted(pseudonym)} end`,
        words: wordsOf(person, also),
    });
};
