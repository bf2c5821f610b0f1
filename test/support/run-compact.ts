/** Compacts a lake in this process, and reads its views. */
import { compact, type CompactOptions } from '../../lib/operate/compact/compact.ts';
import type { CompactSummary } from '../../lib/operate/compact/compact-summary.ts';
import { readTombstones } from '../../lib/lake/erasures/tombstones.ts';
import { openRewriteSession } from '../../lib/lake/write/open-rewrite-session.ts';
import { openLake } from '../../lib/lake/open-lake.ts';
import { queryOpenLake } from './query-rows.ts';

export const runCompact = async (lake: string, options: Partial<CompactOptions> = {}): Promise<CompactSummary> => {
    const { close, ...session } = await openRewriteSession(lake);
    const run = {
        before: '2026-02-01',
        isDryRun: false,
        onTotal: () => undefined,
        onPartition: () => undefined,
        signal: new AbortController().signal,
        ...options,
    };
    const compacted = readTombstones(lake).then(async (tombstones) => compact({ ...session, tombstones }, run));
    return compacted.finally(close);
};

/** All rows of both deduplicated views, in an order that does not depend on the files. */
export const readDeduplicatedViews = async (lake: string, columns = '*'): Promise<unknown> => {
    const open = await openLake(lake);
    try {
        return {
            activity: await queryOpenLake(
                open,
                `select ${columns} from auth_events order by user_pool_id, event_type, dt, record_id`,
            ),
            notification: await queryOpenLake(
                open,
                `select ${columns} from delivery_errors order by user_pool_id, event_type, dt, record_id`,
            ),
        };
    } finally {
        open.close();
    }
};
