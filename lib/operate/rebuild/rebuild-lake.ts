/** Rebuilds a lake anew from raw/ or from any exports: replays them, compares, exchanges. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkbench, type OpenWorkbench } from '../../lake/write/open-workbench.ts';
import { Complaint } from '../../basics/complaint.ts';
import { folderPartitions } from '../../lake/partitions/folder-partitions.ts';
import { findInputs } from '../../inputs/find-inputs.ts';
import type { Input } from '../../inputs/input.ts';
import { replay, type Outside } from '../replay/replay.ts';
import type { Summary } from '../replay/summary.ts';
import { isS3 } from '../../store/s3-address.ts';
import { printable } from '../../terminal/printable.ts';
import { partitionsInPlace, tablesBeside, type NewTables } from './new-tables.ts';
import { rebuild, type Watched } from './rebuild.ts';
import { newRebuildSummary, type RebuildSummary, type Sources } from './rebuild-summary.ts';

export type RebuildOrder = {
    readonly lake: string;
    /** What `replay` would be given; empty for the lake's own raw/. */
    readonly from: readonly string[];
    readonly dropsGone: boolean;
    readonly isDryRun: boolean;
    /** Only days before this one are rebuilt; all when null. */
    readonly before: string | null;
};

/** A day after all others. */
const NO_DAY = '9999-99-99';

const rawOf = (lake: string): string => {
    const raw = isS3(lake) ? `${lake.replace(/\/$/, '')}/raw/` : join(lake, 'raw');
    if (isS3(lake) || existsSync(raw)) return raw;
    throw new Complaint(
        `${printable(lake)} has no raw/ to rebuild it from. Name what to rebuild it from: --from FOLDER`,
        2,
    );
};

const sourcesOf = async ({ lake, from }: RebuildOrder): Promise<readonly Input[]> =>
    findInputs(from.length === 0 ? [rawOf(lake)] : from, lake);

/** On this machine all tables are exchanged at once; in S3 nothing can be. */
const newTablesOf = async ({ files, folder }: OpenWorkbench, { lake }: RebuildOrder): Promise<NewTables> =>
    isS3(lake) ? partitionsInPlace(files) : tablesBeside(realpathSync(lake), files, folder);

const checkUsable = (
    { arrivals, events, refused, failed, adds_up, unusable_count }: Summary,
    { dropsGone }: RebuildOrder,
): void => {
    if (!adds_up)
        throw new Error(
            'The events of the sources do not add up to rows and refused ones. Nothing was rebuilt. This is a bug: please report it.',
        );
    if (failed > 0)
        throw new Error(
            `The transform did not answer for ${failed} events of the sources as it must. Nothing was rebuilt. This is a bug: please report it.`,
        );
    if (arrivals === 0 || events === refused)
        throw new Complaint('Nothing in the sources could be used. Nothing was rebuilt.');
    const isDoubtful = dropsGone && unusable_count > refused;
    if (isDoubtful)
        throw new Complaint(
            'Some of the sources can’t be read, and --drop-gone would drop rows that may be in them. Nothing was rebuilt. `replay` names what can’t be read.',
        );
};

const toldOf = ({
    files,
    arrivals,
    events,
    rows,
    refused,
    refused_by_reason,
    unusable,
    unusable_count,
}: Summary): Sources => ({ files, arrivals, events, rows, refused, refused_by_reason, unusable, unusable_count });

const rebuildInto = async (
    bench: OpenWorkbench,
    order: RebuildOrder,
    outside: Outside & Watched,
): Promise<RebuildSummary> => {
    const lake = join(bench.folder, 'sources');
    const replayed = await replay(await sourcesOf(order), lake, outside);
    checkUsable(replayed, order);
    const summary = newRebuildSummary({
        sources: toldOf(replayed),
        before_day: order.before,
        is_dry_run: order.isDryRun,
        is_gone_dropped: order.dropsGone,
    });
    const tables = order.isDryRun ? null : await newTablesOf(bench, order);
    await rebuild(
        { bench, made: folderPartitions(realpathSync(lake)), tables, dropsGone: order.dropsGone, summary },
        { ...outside, before: order.before ?? NO_DAY },
    );
    return summary;
};

/**
 * Rebuilds the tables of a lake; all else in it stays. Readers have the old tables or the new ones, whenever the run is killed.
 *
 * @throws Complaint when the lake or the sources can't be used; nothing is changed then
 */
export const rebuildLake = async (order: RebuildOrder, outside: Outside & Watched): Promise<RebuildSummary> => {
    const bench = await openWorkbench(order.lake);
    return rebuildInto(bench, order, outside).finally(bench.close);
};
