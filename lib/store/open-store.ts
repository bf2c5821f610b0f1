/** Opens the Store that an argument names: a local folder or an S3 prefix. */
import { folderStore } from './folder-store.ts';
import { isS3Address } from './s3-address.ts';
import type { Store } from './store.ts';

/**
 * Opens a folder or `s3://bucket/prefix`. Loads the AWS SDK only for S3.
 *
 * @throws UserError for an invalid S3 address
 */
export const openStore = async (location: string): Promise<Store> => {
    if (!isS3Address(location)) return folderStore(location);
    const { s3Store } = await import('./s3-store.ts');
    return s3Store(location);
};
