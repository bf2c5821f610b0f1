/** Opens the place that an argument names: a folder, or a prefix of S3. */
import { folderStore } from './folder-store.ts';
import { isS3 } from './s3-address.ts';
import type { Store } from './store.ts';

/**
 * The objects of a folder or of `s3://bucket/prefix`. Only for the latter is the AWS SDK loaded.
 *
 * @throws Complaint for an address that can't be one
 */
export const openStore = async (place: string): Promise<Store> => {
    if (!isS3(place)) return folderStore(place);
    const { s3Store } = await import('./s3-store.ts');
    return s3Store(place);
};
