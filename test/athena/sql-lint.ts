/** What a text of SQL must not hold, because Trino and DuckDB do it differently, or one of them not at all. */

type Rule = { readonly pattern: RegExp; readonly reason: string };

/** The DuckDB macros over aggregates: a macro takes neither FILTER nor ORDER BY nor OVER. */
const AGGREGATE_MACROS = 'count_if|approx_distinct|approx_percentile|every|map_agg';
const ONE_CALL = String.raw`\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)`;

const RULES: readonly Rule[] = [
    { pattern: /->/, reason: 'no lambda: a DuckDB macro can’t take one' },
    {
        pattern: /\b(transform|any_match|all_match|none_match|reduce|zip_with)\s*\(/,
        reason: 'functions that take a lambda',
    },
    {
        pattern: new RegExp(String.raw`\bunnest\s*\((?:[^(),\[\]]|\[[^\[\]]*\]|${ONE_CALL})*,`),
        reason: 'unnest of one array at a time: DuckDB takes no two',
    },
    {
        pattern: /\bunnest\s*\(\s*(map|histogram|map_agg|array\s*\[\s*row)\b/,
        reason: 'unnest of an array of plain values: maps and rows come out differently',
    },
    { pattern: /\bvalues\s+[^(\s]/, reason: 'values in parentheses: values (1), (2)' },
    {
        pattern: /(?<!\bcast\(current_date )[-+] interval\b/,
        reason: 'date_add, not + or - interval: DuckDB makes a timestamp of a date',
    },
    { pattern: /\bat time zone\b/, reason: 'no time zone: the lake’s times are UTC' },
    { pattern: /\b(var)?char\s*\(\d+\)/, reason: 'varchar without a length' },
    { pattern: /\bmatch_recognize\b/, reason: 'no match_recognize: DuckDB has none' },
    {
        pattern: new RegExp(String.raw`\b(?:${AGGREGATE_MACROS})\s*${ONE_CALL}\s*(?:filter|over)\b`),
        reason: 'no filter and no over after an aggregate that is a macro',
    },
    {
        pattern: new RegExp(String.raw`\b(?:${AGGREGATE_MACROS})\s*\([^()]*\border by\b`),
        reason: 'no order by in an aggregate that is a macro',
    },
    { pattern: /\b(approx_distinct|approx_percentile)\s*\(/, reason: 'no estimates: each engine has its own' },
    {
        pattern: /(?<!\bnullif\()\barray_position\s*\(/,
        reason: 'nullif(array_position(…), 0): nothing found is 0 in one engine and NULL in the other',
    },
    {
        pattern: /\bfrom_iso8601_timestamp\b|\bfrom_unixtime\b|\bcurrent_timestamp\b/,
        reason: 'a time with a zone can’t be in a view, and is not compared alike',
    },
    { pattern: /::/, reason: 'cast(x as y): Trino has no ::' },
    { pattern: /\bselect (?:\w+\.)?\*/, reason: 'columns by name' },
    { pattern: /\bqualify\b|\bgroup by all\b|\bexclude\b|\basof\b/, reason: 'words of DuckDB alone' },
    { pattern: /;/, reason: 'one statement without a semicolon' },
    { pattern: /\t| $/m, reason: 'four blanks, and none at the end of a line' },
    { pattern: /\b(SELECT|FROM|WHERE|GROUP|ORDER|WITH|AND|OR|CASE)\b/, reason: 'small letters' },
];

/** The text without its comments, its texts emptied. */
const bare = (sql: string): string =>
    sql.replace(/'(?:[^']|'')*'|[ ]*--[^\n]*/g, (found) => (found.startsWith("'") ? "''" : ''));

/** What max_by and min_by are given: of a NULL Trino’s answer is NULL, and DuckDB’s is that of another row. */
const BY = new RegExp(
    String.raw`\b(?:max|min)_by\s*\(\s*((?:[^(),]|${ONE_CALL})+),(?:[^()]|${ONE_CALL})*\)(?:\s*filter\s*\(where ([\w.]+) is not null)?`,
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
        ([, given = '', filtered]) => !given.startsWith('coalesce(') && given !== filtered && !NEVER_NULL.has(given),
    );

/** Trino’s date_add counts in 32 bits: the milliseconds of a month are too many. */
const MILLISECONDS = /date_add\('millisecond', (?!-?:?\w+,)(?!.{1,80} % 86400000,)/;

/** Why a text is refused: a reason for each rule that it breaks. */
export const lintSql = (sql: string): readonly string[] => [
    ...RULES.filter(({ pattern }) => pattern.test(bare(sql))).map(({ reason }) => reason),
    ...(MILLISECONDS.test(sql)
        ? ['date_add of fewer milliseconds than a day has (… % 86400000), and of days: Trino’s counts in 32 bits']
        : []),
    ...(hasNullsBy(bare(sql))
        ? ['max_by and min_by of what is never NULL: of coalesce(…), or with filter (where … is not null)']
        : []),
];
