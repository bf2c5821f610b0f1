/** Reads files of a table in one statement; each row has the path of its file. */
import type { LakeEngine } from '../../lake/lake-engine.ts';
import type { PartitionStore, LakePartition } from '../../lake/partitions/partition-store.ts';
import { rewriteFailureLines } from '../compact/compact-text.ts';
import { findRewriteFailures } from '../../lake/write/find-rewrite-failures.ts';
import { UserError } from '../../basics/user-error.ts';
import { quoted } from '../../lake/sql-text.ts';

/** A file of a partition that was fetched to this machine. */
type FetchedFile = { readonly partition: LakePartition; readonly key: string };
/** Fetched files by local path. */
export type FetchedFiles = ReadonlyMap<string, FetchedFile>;

export const fetchPartitionFiles = async (
    store: PartitionStore,
    partitions: readonly LakePartition[],
): Promise<FetchedFiles> => {
    const all = partitions.flatMap((partition) => partition.files.map((file) => ({ partition, file })));
    const paths = await store.fetch(all.map(({ file }) => file));
    return new Map(
        all.flatMap(({ partition, file: { key } }, index) => {
            const path = paths[index];
            return path === undefined ? [] : [[path, { partition, key }]];
        }),
    );
};

/** A table expression for the rows of the files. `row_file` is the local path of a row's file. */
export const readParquetSql = (files: FetchedFiles): string =>
    `read_parquet([${[...files.keys()].map(quoted).join(', ')}]::varchar[], filename = 'row_file',
        hive_partitioning = true, hive_types_autocast = false, union_by_name = true)`;

/** Runs a query over the files. Throws a UserError with the unreadable files: they may have rows of the person. */
export const explainReadErrors = async <Result>(
    engine: LakeEngine,
    files: FetchedFiles,
    act: () => Promise<Result>,
): Promise<Result> => {
    try {
        return await act();
    } catch (error) {
        const [first] = files.values();
        if (first === undefined) throw error;
        const partition = { ...first.partition, files: [...files.values()].map(({ key }) => ({ key, bytes: 0 })) };
        const failures = await findRewriteFailures(error, { partition, paths: [...files.keys()], engine });
        throw new UserError(
            'Cannot read files of the lake, and they may have rows of the person. ' +
                `Move them out of the lake, and run the command again:\n${rewriteFailureLines(failures).trimEnd()}`,
        );
    }
};
