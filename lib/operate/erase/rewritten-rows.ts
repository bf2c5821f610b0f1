/** The rows of a file without a person: the person’s left out, or with everything that tells of one replaced. */
import { TABLES, type TableName } from '../../../schemas/columns.ts';
import { quoted } from '../../lake/parquet-target.ts';
import { masked, wordsOf } from './mentions.ts';
import type { Person } from './person.ts';
import { whose } from './find-person.ts';

export type Erasing = {
    readonly person: Person;
    readonly also: readonly string[];
    /** What stands for the person’s sub and name, so that attempts and counts of users stay what they were. */
    readonly pseudonym: string;
    /** Whether rows of activity are left out rather than replaced. */
    readonly dropsRows: boolean;
};

const NOTHING = 'null';

/**
 * What tells of a person, by column: the row of an activity is the person’s, so nothing stays that only the person has. The ids of record,
 * event and attempt stay: they name no one, and counts rest on them. A text of a delivery error is kept but for the words that name the person.
 */
const replacements = (table: TableName, { person, also, pseudonym }: Erasing): ReadonlyMap<string, string> => {
    const words = wordsOf(person, also);
    const ofText = (column: string): readonly [string, string] => [column, masked(column, words)];
    if (table === 'user_notification')
        return new Map([
            ofText('details'),
            ofText('details_pattern'),
            ['extra_values', `list_transform(extra_values, lambda value: ${masked('value', words)})`],
        ]);
    return new Map([
        ['user_sub', `case when user_sub is null then null else ${quoted(pseudonym)} end`],
        ['user_name', `case when user_name is null then null else ${quoted(pseudonym)} end`],
        ...['ip_address', 'device_name', 'city', 'request_id', 'extra_names', 'extra_values'].map(
            (column): readonly [string, string] => [column, NOTHING],
        ),
    ]);
};

/** A select of all columns of the table. */
export const rewrittenRows = (table: TableName, erasing: Erasing): string => {
    const filters = whose(erasing.person, erasing.also);
    const isPersons = table === 'user_activity' ? filters.activity : filters.notification;
    if (table === 'user_activity' && erasing.dropsRows) return `select * from ${table} where not ${isPersons}`;
    const replaced = replacements(table, erasing);
    const columns = TABLES[table].map(({ name }) =>
        replaced.has(name) ? `case when ${isPersons} then ${replaced.get(name)} else ${name} end as ${name}` : name,
    );
    return `select ${columns.join(', ')} from ${table}`;
};
