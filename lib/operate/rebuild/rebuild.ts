/** Rebuilds the tables of a lake from what its sources were replayed into: compares, keeps what is the same, and puts new files for the rest. */
import { TABLE_NAMES, type TableName } from '../../../schemas/columns.ts';
import { troubleLines } from '../compact/compact-text.ts';
import { troublesOf } from '../../lake/write/troubles.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { LakeFile, Partition } from '../../lake/partitions/partition-store.ts';
import { placeOf, rebuildBatch, type Rebuilding, type Task } from './rebuild-batch.ts';
import { gatherKeys } from './record-keys.ts';
import { taskBatches } from './task-batches.ts';

/** How a run is watched. */
export type Watched = {
    readonly onTotal: (partitions: number) => void;
    /** Called with the partitions that are done since the last call. */
    readonly onPartitions: (partitions: number) => void;
    readonly signal: AbortSignal;
};

/** The partitions of a table: those of the lake, and those that the sources came to. */
type Table = { readonly table: TableName; readonly old: readonly Partition[]; readonly made: readonly Partition[] };

const filesOf = (partitions: readonly Partition[]): readonly LakeFile[] => partitions.flatMap(({ files }) => files);

/** What only an unreadable file holds could not be kept: nothing is rebuilt before it is put right. */
const refuseUnreadable = async (error: unknown, { old }: Table, { bench }: Rebuilding): Promise<never> => {
    const [first] = old;
    if (first === undefined) throw error;
    const partition = { ...first, files: filesOf(old) };
    const troubles = await troublesOf(error, {
        partition,
        paths: await bench.files.fetch(partition.files),
        engine: bench.engine,
    });
    throw new Complaint(
        `The lake has files that can’t be read, and what only they hold would be lost. Take them out of it, and run the command again:\n${troubleLines(troubles).trimEnd()}`,
    );
};

const gather = async (of: Table, before: string, rebuilding: Rebuilding): Promise<void> => {
    const {
        bench: { engine, files },
        made,
    } = rebuilding;
    const paths = { old: await files.fetch(filesOf(of.old)), made: await made.fetch(filesOf(of.made)) };
    try {
        const unknown = paths.old.length === 0 ? [] : await engine.unknownColumns(of.table, paths.old);
        if (unknown.length > 0)
            throw new Complaint(
                `${of.table} has columns that this version does not know and would lose: ${unknown.join(', ')}. Use the version that wrote them.`,
            );
        await gatherKeys(engine, of.table, { ...paths, before });
    } catch (error) {
        if (error instanceof Complaint) throw error;
        await refuseUnreadable(error, of, rebuilding);
    }
};

/** What there is to do: for each partition of the lake, and for each that only the sources have. */
const tasksOf = async (
    { table, old, made }: Table,
    before: string,
    { bench: { engine } }: Rebuilding,
): Promise<readonly Task[]> => {
    const known = new Map(old.map((partition) => [placeOf(partition), partition]));
    const madeAt = new Map(made.map((partition) => [placeOf(partition), partition.files]));
    const sources = new Map<string, readonly LakeFile[]>();
    for (const { place, source_place } of await engine.rows(
        'select distinct place, source_place from new_keys order by all',
    )) {
        sources.set(String(place), [
            ...(sources.get(String(place)) ?? []),
            ...(madeAt.get(String(source_place)) ?? []),
        ]);
    }
    const fresh = [...sources.keys()]
        .filter((place) => !known.has(place))
        .map((place) => ({ table, folder: `${table}/${place}`, day: place.slice(-'2026-01-31'.length), files: [] }));
    return [...old.filter(({ day }) => day < before), ...fresh].map((partition) => ({
        old: partition,
        sources: sources.get(placeOf(partition)) ?? [],
    }));
};

const rebuildTable = async (
    of: Table,
    rebuilding: Rebuilding,
    { before, onTotal, onPartitions, signal }: Watched & { readonly before: string },
): Promise<void> => {
    await gather(of, before, rebuilding);
    const tasks = await tasksOf(of, before, rebuilding);
    const open = of.old.filter(({ day }) => day >= before);
    onTotal(tasks.length);
    rebuilding.summary.partitions.found += tasks.length + open.length;
    rebuilding.summary.partitions.not_closed += open.length;
    for (const batch of taskBatches(tasks)) {
        if (signal.aborted) throw new Complaint('Stopped. Run the command again for the rest.');
        await rebuildBatch(of.table, batch, rebuilding);
        onPartitions(batch.length);
    }
    for (const partition of open) await rebuilding.tables?.keep(partition);
};

/**
 * Rebuilds every partition of a day before `before`, and sums up into the summary that is given.
 *
 * @throws Complaint when a file of the lake can't be read, or when the run is stopped
 */
export const rebuild = async (
    rebuilding: Rebuilding,
    watched: Watched & { readonly before: string },
): Promise<void> => {
    const { bench, made, tables, summary } = rebuilding;
    const [all, allMade] = [await bench.files.list(), await made.list()];
    for (const table of TABLE_NAMES) {
        const isOf = (partition: Partition): boolean => partition.table === table;
        await rebuildTable({ table, old: all.filter(isOf), made: allMade.filter(isOf) }, rebuilding, watched);
    }
    if (summary.partitions.rebuilt > 0) await tables?.finish();
};
