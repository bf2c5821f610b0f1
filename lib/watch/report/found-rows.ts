/** Takes the findings out of the rows of an answer: rows of one identity are one finding. */
import type { Query } from '../../query/catalogue.ts';
import type { Plain } from '../../query/plain-value.ts';
import type { Result, Row } from '../../query/result.ts';
import type { FindingForm } from './finding-form.ts';
import { episodeOf, keyOf, type Identity } from './identity.ts';

/** Rows of one identity, and the fields in which they are all alike, in the order of the columns. */
export type Found = {
    readonly identity: Identity;
    readonly fields: ReadonlyMap<string, Plain>;
    /** The addresses and users of the rows, where there are several. */
    readonly names: ReadonlyMap<string, ReadonlySet<string>>;
    readonly rowCount: number;
};

export type FoundRows = { readonly found: readonly Found[]; readonly rowCount: number; readonly knownCount: number };

/** The columns that say who. */
export const WHO_COLUMNS: readonly string[] = [
    'user_pool_id',
    'user_name',
    'user_sub',
    'ip_address',
    'success_ip_address',
    'from_ip_address',
    'to_ip_address',
    'client_id',
];

type Fields = ReadonlyMap<string, Plain>;

const valueOf = (fields: Fields, name: string): Plain => {
    if (name === 'user') return fields.get('user_sub') ?? fields.get('user_name') ?? null;
    return fields.get(name) ?? null;
};

const identityOf = (query: Query, { about, from, to }: FindingForm, fields: Fields): Identity => ({
    key: keyOf([query.name, valueOf(fields, 'user_pool_id'), ...about.map((name) => valueOf(fields, name))]),
    episode: episodeOf(valueOf(fields, from), valueOf(fields, to)),
});

const isFinding = ({ only }: FindingForm, fields: Fields): boolean => only === null || Number(fields.get(only)) > 0;

/** An episode is a finding of its own: two of one user are two. */
const groupOf = ({ key, episode }: Identity): string =>
    `${key} ${episode === null ? '' : `${episode.fromMs} ${episode.toMs}`}`;

const namesOf = (fields: Fields): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(
        WHO_COLUMNS.flatMap((name) => {
            const value = fields.get(name);
            return typeof value === 'string' ? [[name, new Set([value])]] : [];
        }),
    );

const withMore = (found: Found, fields: Fields): Found => ({
    identity: found.identity,
    fields: new Map(
        [...found.fields].filter(([name, value]) => JSON.stringify(value) === JSON.stringify(fields.get(name))),
    ),
    names: new Map(
        [...namesOf(fields)].map(([name, values]) => [name, new Set([...(found.names.get(name) ?? []), ...values])]),
    ),
    rowCount: found.rowCount + 1,
});

const fieldsOf = ({ columns }: Pick<Result, 'columns'>, row: Row): Fields =>
    new Map(columns.map(({ name }, index) => [name, row[index] ?? null]));

/** Reads all rows. Those that are known exceptions are counted and are no findings; without a form none is. */
export const foundRows = async (
    query: Query,
    form: FindingForm | null,
    { columns, batches }: Result,
): Promise<FoundRows> => {
    const found = new Map<string, Found>();
    let [rowCount, knownCount] = [0, 0];
    for await (const rows of batches) {
        rowCount += rows.length;
        for (const fields of rows.map((row) => fieldsOf({ columns }, row))) {
            if (fields.get('known') === true) knownCount += 1;
            else if (form !== null && isFinding(form, fields)) {
                const identity = identityOf(query, form, fields);
                const before = found.get(groupOf(identity));
                found.set(
                    groupOf(identity),
                    before === undefined
                        ? { identity, fields, names: namesOf(fields), rowCount: 1 }
                        : withMore(before, fields),
                );
            }
        }
    }
    return { found: [...found.values()], rowCount, knownCount };
};
