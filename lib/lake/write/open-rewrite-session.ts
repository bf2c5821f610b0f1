/** Opens a session for rewriting a lake: its partitions, a folder of the run, and DuckDB. */
import { cacheFolder } from '../cache-folder.ts';
import { findLake } from '../find-lake.ts';
import { folderPartitionStore } from '../partitions/folder-partition-store.ts';
import { LakeEngine } from '../lake-engine.ts';
import type { PartitionStore } from '../partitions/partition-store.ts';
import { checkRemoteLake } from '../partitions/fetch-lake.ts';
import { s3PartitionStore } from '../partitions/s3-partition-store.ts';
import { closeStaging, openStaging } from './staging.ts';
import { openStore } from '../../store/open-store.ts';
import { isS3Address } from '../../store/s3-address.ts';
import type { RewriteSession } from './compact-partition.ts';

export type OpenRewriteSession = RewriteSession & { readonly close: () => Promise<void> };

type RewriteTarget = { readonly files: PartitionStore; readonly staging: string };

const openLocalTarget = (lake: string): RewriteTarget => {
    const folder = findLake(lake);
    return { files: folderPartitionStore(folder), staging: folder };
};

/** A lake in S3 is rewritten in the local cache. */
const openS3Target = async (lake: string): Promise<RewriteTarget> => {
    const store = await openStore(lake);
    await checkRemoteLake(store);
    return { files: s3PartitionStore(store), staging: cacheFolder('staging') };
};

/**
 * Opens a lake for rewriting. The caller closes the session.
 *
 * @throws UserError if it is not a lake
 */
export const openRewriteSession = async (lake: string): Promise<OpenRewriteSession> => {
    const { files, staging: parent } = isS3Address(lake) ? await openS3Target(lake) : openLocalTarget(lake);
    const staging = await openStaging(parent);
    const engine = await LakeEngine.open(staging.folder).catch(async (error: unknown) => {
        await closeStaging(staging);
        throw error;
    });
    const close = async (): Promise<void> => {
        engine.close();
        await closeStaging(staging);
    };
    return { engine, files, folder: staging.folder, close };
};
