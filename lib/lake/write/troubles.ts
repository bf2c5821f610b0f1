/** Finds which files of a partition can't be read, and says why. */
import { existsSync } from 'node:fs';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { StoreError } from '../../aws/store-error.ts';
import type { LakeEngine } from '../lake-engine.ts';
import type { Partition } from '../partitions/partition-store.ts';

/** What stands in the way of rewriting a partition: a file or the partition, by its path in the lake, and the reason. */
export type Trouble = { readonly where: string; readonly why: string };

type Place = { readonly partition: Partition; readonly paths: readonly string[]; readonly engine: LakeEngine };

/** Of the troubles with S3, those that the other partitions need not have. */
const OF_ONE_OBJECT: ReadonlySet<string> = new Set(['vanished', 'denied', 'damaged']);

/** The first line of what DuckDB says, without the path: that is named beside. */
const firstLine = (error: unknown): string => {
    const line = errorMessage(error).replace(/\n[^]*/, '');
    return line.replace(/\s*["']?\/[^"':]*["']?/g, ' …').slice(0, 200);
};

const whyNot = async (path: string, { partition: { table }, engine }: Place): Promise<string | null> => {
    if (!existsSync(path)) return 'is no longer there: another run changes this partition. Run the command again';
    try {
        await engine.point(table, [path]);
        await engine.rows(`select count(hash(${table})) from ${table}`);
        return null;
    } catch (error) {
        return `can’t be read: ${firstLine(error)}`;
    }
};

/** Reads every file alone. When each can be read, it was not for the files: what was thrown is thrown again. */
export const troublesOf = async (error: unknown, place: Place): Promise<readonly Trouble[]> => {
    const { partition, paths } = place;
    if (error instanceof StoreError && !OF_ONE_OBJECT.has(error.kind)) throw error;
    if (error instanceof Complaint) return [{ where: partition.folder, why: error.message }];
    const troubles: Trouble[] = [];
    for (const [index, path] of paths.entries()) {
        const why = await whyNot(path, place);
        if (why !== null) troubles.push({ where: partition.files[index]?.key ?? partition.folder, why });
    }
    if (troubles.length === 0) throw error;
    return troubles;
};
