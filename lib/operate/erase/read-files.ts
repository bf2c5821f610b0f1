/** Reads named files of a table in one statement, with the file that each row is in. */
import type { LakeEngine } from '../../lake/lake-engine.ts';
import { quoted } from '../../lake/parquet-target.ts';
import type { PartitionStore, Partition } from '../../lake/partitions/partition-store.ts';
import { troubleLines } from '../compact/compact-text.ts';
import { troublesOf } from '../../lake/write/troubles.ts';
import { Complaint } from '../../basics/complaint.ts';

/** The files of partitions on this machine, by their paths. */
export type Fetched = { readonly partition: Partition; readonly key: string };
export type Files = ReadonlyMap<string, Fetched>;

export const fetchAll = async (store: PartitionStore, partitions: readonly Partition[]): Promise<Files> => {
    const all = partitions.flatMap((partition) => partition.files.map((file) => ({ partition, file })));
    const paths = await store.fetch(all.map(({ file }) => file));
    return new Map(
        all.flatMap(({ partition, file: { key } }, index) => {
            const path = paths[index];
            return path === undefined ? [] : [[path, { partition, key }]];
        }),
    );
};

/** Rows of the files, to be selected from. `row_file` is the path of a row's file. */
export const rowsOfFiles = (files: Files): string =>
    `read_parquet([${[...files.keys()].map(quoted).join(', ')}]::varchar[], filename = 'row_file', hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`;

/** What can't be read may hold the person: nothing is said of the rest then. */
export const readable = async <Answer>(
    engine: LakeEngine,
    files: Files,
    act: () => Promise<Answer>,
): Promise<Answer> => {
    try {
        return await act();
    } catch (error) {
        const [first] = files.values();
        if (first === undefined) throw error;
        const partition = { ...first.partition, files: [...files.values()].map(({ key }) => ({ key, bytes: 0 })) };
        const troubles = await troublesOf(error, { partition, paths: [...files.keys()], engine });
        throw new Complaint(
            `Files of the lake can’t be read, and the person may be in them. Take them out of it, and run the command again:\n${troubleLines(troubles).trimEnd()}`,
        );
    }
};
