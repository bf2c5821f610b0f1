/** Groups the rows of a result into findings: rows of one identity are one finding. */
import type { Query } from '../../query/catalogue.ts';
import type { QueryResult, ResultRow } from '../../query/query-result.ts';
import type { FindingRule } from './finding-rule.ts';
import { episodeOf, hashParts, type FindingIdentity } from './finding-identity.ts';
import type { JsonValue } from '../../query/json-value.ts';

/** Rows of one identity, and the fields that all of them share, in column order. */
export type FindingGroup = {
    readonly identity: FindingIdentity;
    readonly fields: ReadonlyMap<string, JsonValue>;
    /** The values of each who-column over all rows. */
    readonly names: ReadonlyMap<string, ReadonlySet<string>>;
    readonly rowCount: number;
};

export type GroupedFindings = {
    readonly groups: readonly FindingGroup[];
    readonly rowCount: number;
    readonly allowlistedCount: number;
};

/** The columns that say who a row is about. */
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

type RowFields = ReadonlyMap<string, JsonValue>;

const valueOf = (fields: RowFields, name: string): JsonValue => {
    if (name === 'user') return fields.get('user_sub') ?? fields.get('user_name') ?? null;
    return fields.get(name) ?? null;
};

const identityOf = (
    query: Query,
    { identityColumns, startColumn, endColumn }: FindingRule,
    fields: RowFields,
): FindingIdentity => ({
    key: hashParts([
        query.name,
        valueOf(fields, 'user_pool_id'),
        ...identityColumns.map((name) => valueOf(fields, name)),
    ]),
    episode: episodeOf(valueOf(fields, startColumn), valueOf(fields, endColumn)),
});

const isFinding = ({ conditionColumn }: FindingRule, fields: RowFields): boolean =>
    conditionColumn === null || Number(fields.get(conditionColumn)) > 0;

/** Each episode is a finding: two episodes of one user are two findings. */
const groupKeyOf = ({ key, episode }: FindingIdentity): string =>
    `${key} ${episode === null ? '' : `${episode.fromMs} ${episode.toMs}`}`;

const namesOf = (fields: RowFields): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(
        WHO_COLUMNS.flatMap((name) => {
            const value = fields.get(name);
            return typeof value === 'string' ? [[name, new Set([value])]] : [];
        }),
    );

const addRow = (group: FindingGroup, fields: RowFields): FindingGroup => ({
    identity: group.identity,
    fields: new Map(
        [...group.fields].filter(([name, value]) => JSON.stringify(value) === JSON.stringify(fields.get(name))),
    ),
    names: new Map(
        [...namesOf(fields)].map(([name, values]) => [name, new Set([...(group.names.get(name) ?? []), ...values])]),
    ),
    rowCount: group.rowCount + 1,
});

const fieldsOf = ({ columns }: Pick<QueryResult, 'columns'>, row: ResultRow): RowFields =>
    new Map(columns.map(({ name }, index) => [name, row[index] ?? null]));

/** Reads all rows. Allowlisted rows are only counted; without a rule no row is a finding. */
export const groupFindings = async (
    query: Query,
    rule: FindingRule | null,
    { columns, batches }: QueryResult,
): Promise<GroupedFindings> => {
    const groups = new Map<string, FindingGroup>();
    let [rowCount, allowlistedCount] = [0, 0];
    for await (const rows of batches) {
        rowCount += rows.length;
        for (const fields of rows.map((row) => fieldsOf({ columns }, row))) {
            if (fields.get('is_allowlisted') === true) allowlistedCount += 1;
            else if (rule !== null && isFinding(rule, fields)) {
                const identity = identityOf(query, rule, fields);
                const existing = groups.get(groupKeyOf(identity));
                groups.set(
                    groupKeyOf(identity),
                    existing === undefined
                        ? { identity, fields, names: namesOf(fields), rowCount: 1 }
                        : addRow(existing, fields),
                );
            }
        }
    }
    return { groups: [...groups.values()], rowCount, allowlistedCount };
};
