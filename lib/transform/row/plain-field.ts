/** Writes single fields as JSON if no string needs an escape. */

/** Whether no string of a JSON text has an escape. JSON.parse accepts no raw control character or quote in a string. */
export const isPlain = (json: string): boolean => !json.includes('\\') && json.isWellFormed();

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/** A string and its closing quote. Only the JSON text of an array or object can have quotes in it: it needs escapes. */
const closed = (value: string): string => {
    const first = value.charCodeAt(0);
    return first === OPEN_BRACE || first === OPEN_BRACKET ? JSON.stringify(value).slice(1) : `${value}"`;
};

/** A key ends with the string's opening quote, because each string to join costs time. */
export const textField = (key: string, value: string | undefined): string =>
    value === undefined ? '' : key + closed(value);

/** A timestamp never begins like the JSON text of an array or object. */
export const timestampField = (key: string, value: string | undefined): string =>
    value === undefined ? '' : `${key}${value}"`;

export const booleanField = (key: string, value: boolean | undefined): string =>
    value === undefined ? '' : key + (value ? 'true' : 'false');

export const listField = (key: string, values: readonly string[] | undefined): string => {
    if (values === undefined) return '';
    let json = '';
    for (const value of values) json += (json === '' ? '"' : ',"') + closed(value);
    return `${key}[${json}]`;
};
