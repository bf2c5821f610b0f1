/** The text of a value in a cell. */
import type { Plain } from './plain-value.ts';
import { printableJson } from '../terminal/printable-json.ts';

/** Texts as they are, NULL as nothing, lists and objects as JSON. */
export const cellText = (value: Plain): string => {
    if (value === null) return '';
    return typeof value === 'object' ? printableJson(value) : String(value);
};
