/** Opens what a rewriting run needs: the lake's files, a folder of its own, and DuckDB. */
import { findLake } from '../lake/find-lake.ts';
import { LakeEngine } from '../lake/lake-engine.ts';
import { localLakeFiles } from '../lake/lake-files.ts';
import { closeStaging, openStaging } from '../replay/staging.ts';
import type { Workbench } from './compact-partition.ts';

export type OpenWorkbench = Workbench & { readonly close: () => Promise<void> };

/**
 * Opens a lake for rewriting.
 *
 * @throws Complaint when it is none
 */
export const openWorkbench = async (place: string): Promise<OpenWorkbench> => {
    const lake = findLake(place);
    const staging = await openStaging(lake);
    const engine = await LakeEngine.open(staging.folder).catch(async (error: unknown) => {
        await closeStaging(staging);
        throw error;
    });
    return {
        engine,
        files: localLakeFiles(lake),
        folder: staging.folder,
        close: async () => {
            engine.close();
            await closeStaging(staging);
        },
    };
};
