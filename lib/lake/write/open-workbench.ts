/** Opens what a rewriting run needs: the lake's partitions, a folder of its own, and DuckDB. */
import { cacheFolder } from '../cache-folder.ts';
import { findLake } from '../find-lake.ts';
import { folderPartitions } from '../partitions/folder-partitions.ts';
import { LakeEngine } from '../lake-engine.ts';
import type { PartitionStore } from '../partitions/partition-store.ts';
import { checkRemoteLake } from '../partitions/remote-lake.ts';
import { s3Partitions } from '../partitions/s3-partitions.ts';
import { closeStaging, openStaging } from './staging.ts';
import { openStore } from '../../store/open-store.ts';
import { isS3 } from '../../store/s3-address.ts';
import type { Workbench } from './compact-partition.ts';

export type OpenWorkbench = Workbench & { readonly close: () => Promise<void> };

type Place = { readonly files: PartitionStore; readonly staging: string };

const localPlace = (lake: string): Place => {
    const found = findLake(lake);
    return { files: folderPartitions(found), staging: found };
};

/** A lake in S3 is worked on in this machine's cache. */
const s3Place = async (lake: string): Promise<Place> => {
    const store = await openStore(lake);
    await checkRemoteLake(store);
    return { files: s3Partitions(store), staging: cacheFolder('staging') };
};

/**
 * Opens a lake for rewriting.
 *
 * @throws Complaint when it is none
 */
export const openWorkbench = async (lake: string): Promise<OpenWorkbench> => {
    const { files, staging: above } = isS3(lake) ? await s3Place(lake) : localPlace(lake);
    const staging = await openStaging(above);
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
