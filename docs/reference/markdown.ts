/** Builds Markdown: tables, lists and headings from texts. */

/** Escapes what would end a cell or begin an HTML element. */
const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('\n', ' ');

/** A table. The cells are escaped. */
export const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
    [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n');

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

export const code = (text: string): string => `\`${text}\``;

/** Blocks separated by blank lines. */
export const blocks = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

const withCapital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A sentence of a SQL header as a sentence of its own. Names such as `address_timeline` keep their first letter. */
export const sentence = (text: string): string => (/^[a-z]+_/.test(text) ? text : withCapital(text));
