/** Where rebuilt partitions go, and how they take the place of the old ones. */
import { copyFile, link, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { Complaint } from '../../basics/complaint.ts';
import type { LakeFile, PartitionStore, Partition } from '../../lake/partitions/partition-store.ts';
import { exchangeTables } from '../../lake/write/exchange-tables.ts';

/** A partition's new file: where it lies on this machine, and its key in the lake. */
export type NewFile = { readonly path: string; readonly key: string };

export type NewTables = {
    /** The partition stays as it is. */
    readonly keep: (old: Partition) => Promise<void>;
    /**
     * The partition is to have one new file; none when null.
     *
     * @param isLeft whether records have left it for another partition
     */
    readonly replace: (old: readonly LakeFile[], file: NewFile | null, isLeft: boolean) => Promise<void>;
    /** The end of a rebuild: from now on readers have all that was put here. */
    readonly finish: () => Promise<void>;
};

/** A link to a file costs nothing; where a file system has none, a copy. */
const linkOrCopy = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await link(from, to).catch(async () => copyFile(from, to));
};

const listing = async (files: PartitionStore): Promise<string> =>
    (await files.list()).flatMap((partition) => partition.files.map(({ key, bytes }) => `${key} ${bytes}`)).join('\n');

/**
 * New tables beside those of a local lake, which are exchanged for them all at once.
 *
 * @param folder of this run, in the lake's staging folder
 */
export const tablesBeside = async (lake: string, files: PartitionStore, folder: string): Promise<NewTables> => {
    const prepared = join(folder, 'exchange');
    const before = await listing(files);
    for (const table of TABLE_NAMES) await mkdir(join(prepared, 'new', table), { recursive: true, mode: 0o700 });
    return {
        keep: async ({ files: old }) => {
            for (const { key } of old) await linkOrCopy(join(lake, key), join(prepared, 'new', key));
        },
        replace: async (_, file) => {
            if (file === null) return;
            const target = join(prepared, 'new', file.key);
            await mkdir(dirname(target), { recursive: true, mode: 0o700 });
            await rename(file.path, target);
        },
        finish: async () => {
            if ((await listing(files)) !== before)
                throw new Complaint(
                    `${lake} was changed by another run while it was rebuilt. Nothing was exchanged: run the command again.`,
                );
            await exchangeTables(lake, prepared);
        },
    };
};

/** New files of a bucket, a partition at a time: first the new one, then the old ones that were listed are removed. */
export const partitionsInPlace = (files: PartitionStore): NewTables => {
    const left: string[] = [];
    return {
        keep: async () => undefined,
        replace: async (old, file, isLeft) => {
            if (file !== null) await files.add(file.path, file.key);
            const gone = old.map(({ key }) => key).filter((key) => key !== file?.key);
            // A record that has left it may not be at its new place yet.
            if (isLeft) left.push(...gone);
            else await files.remove(gone);
        },
        finish: async () => files.remove(left),
    };
};
