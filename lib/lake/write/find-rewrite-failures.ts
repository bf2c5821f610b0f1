/** Finds the files of a partition that cannot be read, and the reason. */
import { existsSync } from 'node:fs';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { LakeEngine } from '../lake-engine.ts';
import type { LakePartition } from '../partitions/partition-store.ts';

/** Why a partition cannot be rewritten: a file or the partition, by its path in the lake, and the reason. */
export type RewriteFailure = { readonly where: string; readonly why: string };

type FailedRewrite = {
    readonly partition: LakePartition;
    readonly paths: readonly string[];
    readonly engine: LakeEngine;
};

/** The S3 errors that do not affect other partitions. */
const SINGLE_OBJECT_ERRORS: ReadonlySet<string> = new Set(['vanished', 'denied', 'damaged']);

/** The first line of a DuckDB error, without the path: the output names it separately. */
const firstLine = (error: unknown): string => {
    const line = errorMessage(error).replace(/\n[^]*/, '');
    return line.replace(/\s*["']?\/[^"':]*["']?/g, ' …').slice(0, 200);
};

const findReadFailure = async (
    path: string,
    { partition: { table }, engine }: FailedRewrite,
): Promise<string | null> => {
    if (!existsSync(path)) return 'no longer exists: another run is changing this partition. Run the command again';
    try {
        await engine.setTableFiles(table, [path]);
        await engine.readRows(`select count(hash(${table})) from ${table}`);
        return null;
    } catch (error) {
        return `can’t be read: ${firstLine(error)}`;
    }
};

/** Reads every file alone and returns the failures. If each file can be read, throws `error`: it has another cause. */
export const findRewriteFailures = async (
    error: unknown,
    failed: FailedRewrite,
): Promise<readonly RewriteFailure[]> => {
    const { partition, paths } = failed;
    if (error instanceof StoreError && !SINGLE_OBJECT_ERRORS.has(error.kind)) throw error;
    if (error instanceof UserError) return [{ where: partition.folder, why: error.message }];
    const failures: RewriteFailure[] = [];
    for (const [index, path] of paths.entries()) {
        const why = await findReadFailure(path, failed);
        if (why !== null) failures.push({ where: partition.files[index]?.key ?? partition.folder, why });
    }
    if (failures.length === 0) throw error;
    return failures;
};
