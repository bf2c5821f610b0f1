/** Looks at a result: how many rows it has, and the first of them. */
import type { Result, Row } from '../../query/result.ts';

export type Peek = { readonly columns: Result['columns']; readonly first: readonly Row[]; readonly rowCount: number };

/** Reads all of a result, and keeps its first `count` rows. */
export const peek = async ({ columns, batches }: Result, count: number): Promise<Peek> => {
    const first: Row[] = [];
    let rowCount = 0;
    for await (const rows of batches) {
        first.push(...rows.slice(0, Math.max(0, count - first.length)));
        rowCount += rows.length;
    }
    return { columns, first, rowCount };
};
