/** Texts and lists as DuckDB's SQL writes them: no value becomes SQL. */

/** A text as a string expression. A NUL would end the statement. */
export const quoted = (text: string): string => {
    const literal = `'${text.replaceAll("'", "''")}'`;
    return literal.includes('\0') ? `(${literal.replaceAll('\0', "' || chr(0) || '")})` : literal;
};

/** A list of texts as a list literal. */
export const toSqlList = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]::varchar[]`;
