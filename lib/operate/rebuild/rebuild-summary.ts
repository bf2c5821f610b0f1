/** The summary of a rebuild: the replayed sources, and the differences between the old lake and the new one. */
import type { TableName } from '../../../schemas/columns.ts';
import type { ReplaySummary } from '../replay/replay-summary.ts';
import { noDifferences, type Differences } from './differences.ts';

/** From the replay of the sources. */
export type RebuildSources = Pick<
    ReplaySummary,
    | 'files'
    | 'records'
    | 'events'
    | 'rows'
    | 'rejected'
    | 'rejected_by_reason'
    | 'failed'
    | 'failed_by_code'
    | 'unusable'
    | 'unusable_count'
>;

export type RebuildSummary = {
    readonly sources: RebuildSources;
    /** Days before this one were rebuilt. Null: all days. */
    readonly before_day: string | null;
    readonly is_dry_run: boolean;
    /** Whether rows that only the old lake has were dropped. */
    readonly is_gone_dropped: boolean;
    partitions: { found: number; not_closed: number; rebuilt: number; same: number };
    readonly tables: Readonly<Record<TableName, Differences>>;
};

export const newRebuildSummary = (fields: Omit<RebuildSummary, 'partitions' | 'tables'>): RebuildSummary => ({
    ...fields,
    partitions: { found: 0, not_closed: 0, rebuilt: 0, same: 0 },
    tables: { user_activity: noDifferences(), user_notification: noDifferences() },
});
