/** The target of a rebuild: replaces the files of partitions, all at once in a local lake or one by one in S3. */
import { copyFile, link, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TABLE_NAMES } from '../../../schemas/columns.ts';
import { UserError } from '../../basics/user-error.ts';
import type { DataFile, PartitionStore, LakePartition } from '../../lake/partitions/partition-store.ts';
import { exchangeTables } from '../../lake/write/exchange-tables.ts';

/** A partition's new file: its path on this machine, and its key in the lake. */
export type RebuiltFile = { readonly path: string; readonly key: string };

export type RebuildTarget = {
    /** Keeps the partition unchanged. */
    readonly keep: (old: LakePartition) => Promise<void>;
    /**
     * Replaces the files of the partition by one new file, or by none if null.
     *
     * @param hasLostRows whether records moved from it to another partition
     */
    readonly replace: (old: readonly DataFile[], file: RebuiltFile | null, hasLostRows: boolean) => Promise<void>;
    /** Ends the rebuild. From now on readers see all new files. */
    readonly finish: () => Promise<void>;
};

/** A hard link costs nothing. File systems without hard links get a copy. */
const linkOrCopy = async (from: string, to: string): Promise<void> => {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await link(from, to).catch(async () => copyFile(from, to));
};

const listing = async (files: PartitionStore): Promise<string> =>
    (await files.list()).flatMap((partition) => partition.files.map(({ key, bytes }) => `${key} ${bytes}`)).join('\n');

/**
 * Prepares new tables beside those of a local lake. `finish` exchanges them all at once.
 *
 * @param folder the folder of this run, in the lake's staging folder
 */
export const localRebuildTarget = async (
    lake: string,
    files: PartitionStore,
    folder: string,
): Promise<RebuildTarget> => {
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
                throw new UserError(
                    `Another run changed ${lake} during the rebuild. Nothing was replaced. Run the command again.`,
                );
            await exchangeTables(lake, prepared);
        },
    };
};

/** Replaces files in a bucket, one partition at a time: adds the new file, then removes the listed old ones. */
export const s3RebuildTarget = (files: PartitionStore): RebuildTarget => {
    const removedLast: string[] = [];
    return {
        keep: async () => undefined,
        replace: async (old, file, hasLostRows) => {
            if (file !== null) await files.add(file.path, file.key);
            const oldKeys = old.map(({ key }) => key).filter((key) => key !== file?.key);
            // A moved record may not be in its new partition yet.
            if (hasLostRows) removedLast.push(...oldKeys);
            else await files.remove(oldKeys);
        },
        finish: async () => files.remove(removedLast),
    };
};
