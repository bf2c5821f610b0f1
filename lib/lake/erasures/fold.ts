/** Folds case and Unicode form: by default, user names in Cognito are case-insensitive. */
// docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html

/** The SQL of a folded text. It has as many characters as the text in NFC: DuckDB lowers each character alone. */
export const foldSql = (text: string): string => `replace(lower(nfc_normalize(${text})), 'ς', 'σ')`;

/** A folded text, for comparison with other texts that this function folds. */
export const foldText = (text: string): string => text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
