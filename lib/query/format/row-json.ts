/** One row as a JSON object, its columns in their order. */
import type { ResultColumn, Row } from '../result.ts';
import { printableJson } from '../../terminal/printable-json.ts';

export const rowJson = (columns: readonly ResultColumn[], row: Row): string =>
    `{${columns.map(({ name }, index) => `${printableJson(name)}:${printableJson(row[index])}`).join(',')}}`;
