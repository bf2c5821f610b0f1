/** Compacts a lake in this process, and reads its tables and views as they then are. */
import { compact, type CompactRun } from '../../lib/operate/compact/compact.ts';
import type { CompactSummary } from '../../lib/operate/compact/compact-summary.ts';
import { openWorkbench } from '../../lib/lake/write/open-workbench.ts';
import { openLake } from '../../lib/lake/open-lake.ts';
import { rowsOf } from './ask.ts';

export const compacted = async (lake: string, given: Partial<CompactRun> = {}): Promise<CompactSummary> => {
    const { close, ...bench } = await openWorkbench(lake);
    const run = {
        before: '2026-02-01',
        isDryRun: false,
        onTotal: () => undefined,
        onPartition: () => undefined,
        signal: new AbortController().signal,
        ...given,
    };
    return compact(bench, run).finally(close);
};

/** Both deduplicated views, whole, in an order that does not depend on the files. */
export const answersOf = async (lake: string): Promise<unknown> => {
    const open = await openLake(lake);
    try {
        return {
            activity: await rowsOf(open, 'select * from auth_events order by user_pool_id, event_type, dt, record_id'),
            notification: await rowsOf(
                open,
                'select * from delivery_errors order by user_pool_id, event_type, dt, record_id',
            ),
        };
    } finally {
        open.close();
    }
};
