/** Texts and lists as DuckDB's SQL writes them: no value becomes SQL. */

/** A text as a string literal. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A list of texts as a list literal. */
export const toSqlList = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]::varchar[]`;
