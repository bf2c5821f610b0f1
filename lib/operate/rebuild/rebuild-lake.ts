/** Rebuilds the tables of a lake from raw/ or from exports: replays the sources, compares, replaces. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { openRewriteSession, type OpenRewriteSession } from '../../lake/write/open-rewrite-session.ts';
import { UserError } from '../../basics/user-error.ts';
import { readTombstones } from '../../lake/erasures/tombstones.ts';
import { folderPartitionStore } from '../../lake/partitions/folder-partition-store.ts';
import type { TableName } from '../../../schemas/columns.ts';
import { ErrorObjects, type FailedRecord } from '../../firehose/error-objects.ts';
import { publish } from '../../lake/write/publish.ts';
import { findInputs } from '../../inputs/find-inputs.ts';
import type { Input } from '../../inputs/input.ts';
import { replay, type ReplayContext } from '../replay/replay.ts';
import type { ReplaySummary } from '../replay/replay-summary.ts';
import { isS3Address } from '../../store/s3-address.ts';
import { printable } from '../../terminal/printable.ts';
import { s3RebuildTarget, localRebuildTarget, type RebuildTarget } from './rebuild-target.ts';
import { rebuildTables, type RebuildContext } from './rebuild-tables.ts';
import { newRebuildSummary, type RebuildSummary, type RebuildSources } from './rebuild-summary.ts';

export type RebuildOptions = {
    readonly lake: string;
    /** Sources, in the form that `replay` takes. Empty: the lake's own raw/. */
    readonly from: readonly string[];
    readonly dropsGone: boolean;
    readonly isDryRun: boolean;
    /** Only days before this one are rebuilt. Null: all days. */
    readonly before: string | null;
};

/** Sorts after every day. */
const AFTER_ALL_DAYS = '9999-99-99';

const findRawFolder = (lake: string): string => {
    const raw = isS3Address(lake) ? `${lake.replace(/\/$/, '')}/raw/` : join(lake, 'raw');
    if (isS3Address(lake) || existsSync(raw)) return raw;
    throw new UserError(`${printable(lake)} has no raw/ folder. Name the sources with --from FOLDER.`, 2);
};

const findSources = async ({ lake, from }: RebuildOptions): Promise<readonly Input[]> =>
    findInputs(from.length === 0 ? [findRawFolder(lake)] : from, lake);

/** A local lake gets all new tables at once. In S3 that is impossible: partitions are replaced one by one. */
const openTarget = async ({ files, folder }: OpenRewriteSession, { lake }: RebuildOptions): Promise<RebuildTarget> =>
    isS3Address(lake) ? s3RebuildTarget(files) : localRebuildTarget(realpathSync(lake), files, folder);

const checkSources = (
    { records, events, rejected, failed, adds_up, unusable_count }: ReplaySummary,
    { dropsGone }: RebuildOptions,
): void => {
    if (!adds_up)
        throw new Error(
            'The events of the sources are not the sum of rows and rejected events. ' +
                'Nothing was rebuilt. This is a bug: please report it.',
        );
    if (records === 0 || events === rejected + failed)
        throw new UserError('The sources have no usable records. Nothing was rebuilt.');
    const isDoubtful = dropsGone && (failed > 0 || unusable_count > rejected);
    if (isDoubtful)
        throw new UserError(
            'Cannot read some of the sources, and --drop-gone would drop rows that may be in them. ' +
                'Nothing was rebuilt. Run `rebuild --dry-run` without --drop-gone to see which ones.',
        );
};

const toRebuildSources = ({
    files,
    records,
    events,
    rows,
    rejected,
    rejected_by_reason,
    failed,
    failed_by_code,
    unusable,
    unusable_count,
}: ReplaySummary): RebuildSources => ({
    files,
    records,
    events,
    rows,
    rejected,
    rejected_by_reason,
    failed,
    failed_by_code,
    unusable,
    unusable_count,
});

/**
 * Replays the sources into a folder. The records that the transform fails on are kept in another one, without those
 * that it rejects: these are in the lake's errors/ since they first arrived.
 */
const replaySources = async (
    options: RebuildOptions,
    { lake, failed }: { readonly lake: string; readonly failed: string },
    context: ReplayContext,
): Promise<ReplaySummary> => {
    const objects = new ErrorObjects(failed);
    const onFailed = async (table: TableName, record: FailedRecord): Promise<void> => objects.add(table, record);
    const replayed = await replay(await findSources(options), lake, { ...context, onFailed });
    await objects.close();
    return replayed;
};

const rebuildInto = async (
    session: OpenRewriteSession,
    options: RebuildOptions,
    context: ReplayContext & RebuildContext,
): Promise<RebuildSummary> => {
    const lake = join(session.folder, 'sources');
    const failed = join(session.folder, 'failed');
    const tombstones = await readTombstones(options.lake);
    const replayed = await replaySources(options, { lake, failed }, { ...context, tombstones });
    checkSources(replayed, options);
    const summary = newRebuildSummary({
        sources: toRebuildSources(replayed),
        before_day: options.before,
        is_dry_run: options.isDryRun,
        is_gone_dropped: options.dropsGone,
    });
    const target = options.isDryRun ? null : await openTarget(session, options);
    await rebuildTables(
        {
            session,
            tombstones,
            replayed: folderPartitionStore(realpathSync(lake)),
            target,
            dropsGone: options.dropsGone,
            summary,
        },
        { ...context, before: options.before ?? AFTER_ALL_DAYS },
    );
    if (replayed.failed > 0 && !options.isDryRun) await publish(failed, options.lake, context.signal);
    return summary;
};

/**
 * Rebuilds the tables of a lake. Everything else in the lake stays. If a run is killed, readers see the old or the
 * new tables.
 *
 * @throws UserError if the lake or the sources are not usable; nothing is changed then
 */
export const rebuildLake = async (
    options: RebuildOptions,
    context: ReplayContext & RebuildContext,
): Promise<RebuildSummary> => {
    const session = await openRewriteSession(options.lake);
    return rebuildInto(session, options, context).finally(session.close);
};
