/** Tells which days and pools a lake has. */
import type { Extent } from '../lake/open-lake.ts';

const poolsText = (ids: readonly string[]): string => (ids.length > 5 ? `${ids.length} pools` : ids.join(', '));

const tableText = ({ table, days, userPoolIds }: Extent): string =>
    days.length === 0
        ? `nothing in ${table}`
        : `${table} of ${String(days[0])} to ${String(days.at(-1))} of ${poolsText(userPoolIds)}`;

/** `The lake has …`, a part for each table. */
export const extentText = (extents: readonly Extent[]): string =>
    `The lake has ${extents.map(tableText).join(', and ')}.`;
