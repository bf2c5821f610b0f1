/** Finds SQL that Trino and DuckDB run differently, or that one of them rejects. */

type Rule = { readonly pattern: RegExp; readonly reason: string };

/** The aggregates that are DuckDB macros: a macro takes no FILTER, ORDER BY or OVER. */
const AGGREGATE_MACROS = 'count_if|approx_distinct|approx_percentile|every|map_agg';
const ONE_CALL = String.raw`\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)`;

const RULES: readonly Rule[] = [
    { pattern: /->/, reason: 'no lambda: a DuckDB macro cannot take one' },
    {
        pattern: /\b(transform|any_match|all_match|none_match|reduce|zip_with)\s*\(/,
        reason: 'functions that take a lambda',
    },
    {
        pattern: new RegExp(String.raw`\bunnest\s*\((?:[^(),\[\]]|\[[^\[\]]*\]|${ONE_CALL})*,`),
        reason: 'unnest of one array at a time: DuckDB does not take two',
    },
    {
        pattern: /\bunnest\s*\(\s*(map|histogram|map_agg|array\s*\[\s*row)\b/,
        reason: 'unnest of plain values only: the engines unnest maps and rows differently',
    },
    { pattern: /\bvalues\s+[^(\s]/, reason: 'values in parentheses: values (1), (2)' },
    {
        pattern: /(?<!\bcast\(current_date )[-+] interval\b/,
        reason: 'date_add instead of + or - interval: DuckDB turns a date into a timestamp',
    },
    { pattern: /\bat time zone\b/, reason: 'no time zone: the lake’s times are UTC' },
    { pattern: /\b(var)?char\s*\(\d+\)/, reason: 'varchar without a length' },
    { pattern: /\bmatch_recognize\b/, reason: 'no match_recognize: DuckDB does not have it' },
    {
        pattern: new RegExp(String.raw`\b(?:${AGGREGATE_MACROS})\s*${ONE_CALL}\s*(?:filter|over)\b`),
        reason: 'no filter or over after an aggregate that is a macro',
    },
    {
        pattern: new RegExp(String.raw`\b(?:${AGGREGATE_MACROS})\s*\([^()]*\border by\b`),
        reason: 'no order by in an aggregate that is a macro',
    },
    {
        pattern: /\b(approx_distinct|approx_percentile)\s*\(/,
        reason: 'no estimates: each engine has its own algorithm',
    },
    {
        pattern: /(?<!\bnullif\()\barray_position\s*\(/,
        reason: 'nullif(array_position(…), 0): a missing item is 0 in one engine and NULL in the other',
    },
    {
        pattern: /\bfrom_iso8601_timestamp\b|\bfrom_unixtime\b|\bcurrent_timestamp\b/,
        reason: 'no time with a zone: a view cannot have one, and the engines compare it differently',
    },
    { pattern: /::/, reason: 'cast(x as y): Trino has no ::' },
    { pattern: /\bselect (?:\w+\.)?\*/, reason: 'no *: list the columns by name' },
    { pattern: /\bqualify\b|\bgroup by all\b|\bexclude\b|\basof\b/, reason: 'syntax that only DuckDB has' },
    { pattern: /;/, reason: 'one statement without a semicolon' },
    { pattern: /\t| $/m, reason: 'indent with four spaces, and no space at the end of a line' },
    { pattern: /\b(SELECT|FROM|WHERE|GROUP|ORDER|WITH|AND|OR|CASE)\b/, reason: 'keywords in lower case' },
];

/** The SQL without comments and with empty string literals. */
const withoutLiterals = (sql: string): string =>
    sql.replace(/'(?:[^']|'')*'|[ ]*--[^\n]*/g, (match) => (match.startsWith("'") ? "''" : ''));

/** The first argument of max_by and min_by. If it is NULL, Trino returns NULL and DuckDB the value of another row. */
const BY = new RegExp(
    String.raw`\b(?:max|min)_by\s*\(\s*((?:[^(),]|${ONE_CALL})+),(?:[^()]|${ONE_CALL})*\)` +
        String.raw`(?:\s*filter\s*\(where ([\w.]+) is not null)?`,
    'g',
);
const NEVER_NULL: ReadonlySet<string> = new Set([
    'record_id',
    'attempt_id',
    'field_value',
    'distance_km',
    'delay_minutes',
]);

const hasNullsBy = (sql: string): boolean =>
    [...sql.matchAll(BY)].some(
        ([, value = '', filtered]) => !value.startsWith('coalesce(') && value !== filtered && !NEVER_NULL.has(value),
    );

/** Trino’s date_add takes a 32-bit number: the milliseconds of a month are too many. */
const MILLISECONDS = /date_add\('millisecond', (?!-?:?\w+,)(?!.{1,80} % 86400000,)/;

/** The reason of each rule that the SQL breaks; empty if it breaks none. */
export const lintSql = (sql: string): readonly string[] => [
    ...RULES.filter(({ pattern }) => pattern.test(withoutLiterals(sql))).map(({ reason }) => reason),
    ...(MILLISECONDS.test(sql)
        ? ['date_add of milliseconds below a day (… % 86400000), after date_add of days: Trino’s takes 32 bits']
        : []),
    ...(hasNullsBy(withoutLiterals(sql))
        ? ['max_by and min_by of a value that is never NULL: coalesce(…), or filter (where … is not null)']
        : []),
];
