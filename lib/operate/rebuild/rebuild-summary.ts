/** Sums up a rebuild: what the sources came to, and how the new lake differs from the old one. */
import type { TableName } from '../../../schemas/columns.ts';
import type { Summary } from '../replay/summary.ts';
import { noDifferences, type Differences } from './differences.ts';

/** Of the replay of the sources. */
export type Sources = Pick<
    Summary,
    'files' | 'arrivals' | 'events' | 'rows' | 'refused' | 'refused_by_reason' | 'unusable' | 'unusable_count'
>;

export type RebuildSummary = {
    readonly sources: Sources;
    /** Days before this one were rebuilt; null when all were. */
    readonly before_day: string | null;
    readonly is_dry_run: boolean;
    /** Whether rows that only the old lake has were dropped; else they stay. */
    readonly is_gone_dropped: boolean;
    partitions: { found: number; not_closed: number; rebuilt: number; same: number };
    readonly tables: Readonly<Record<TableName, Differences>>;
};

export const newRebuildSummary = (given: Omit<RebuildSummary, 'partitions' | 'tables'>): RebuildSummary => ({
    ...given,
    partitions: { found: 0, not_closed: 0, rebuilt: 0, same: 0 },
    tables: { user_activity: noDifferences(), user_notification: noDifferences() },
});
