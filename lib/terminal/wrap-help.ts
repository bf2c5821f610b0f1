/** Wraps help texts at spaces, so that names, options and paths stay whole. */

/** A narrower text would be unreadable. */
const MIN_TEXT_WIDTH = 30;

/** `label`, then `text` with its other lines indented by the length of the label. */
export const formatHelpItem = (label: string, text: string, width: number): string => {
    const room = Math.max(MIN_TEXT_WIDTH, width - label.length);
    const lines = text.replace(new RegExp(`(.{1,${room}})(?: +|$)`, 'g'), '$1\n').trimEnd();
    return `${label}${lines.replaceAll('\n', `\n${' '.repeat(label.length)}`)}`;
};

/** An item is a line such as `  NAME.csv   the result of the query`. */
const ITEM = /^( {2}\S.*? {2,})(\S.*)$/;

const wrapLine = (line: string, width: number): string => {
    const isExample = /^ {2}\$ |^ {6}/.test(line);
    if (isExample) return line;
    const [, label = '', text = line] = ITEM.exec(line) ?? [];
    return formatHelpItem(label, text, width);
};

/**
 * Wraps the paragraphs and items of a help text. Examples, which begin with `  $ `, and their other lines, with six
 * spaces, stay as they are.
 */
export const wrapHelp = (text: string, width: number): string =>
    text
        .replace(/(?<=\S)\n(?=\S)/g, ' ')
        .split('\n')
        .map((line) => wrapLine(line, width))
        .join('\n');
