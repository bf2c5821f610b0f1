/** Tests of opening a store by its location. */
import { expect, test } from 'vitest';
import { openStore } from '../../../lib/store/open-store.ts';

test('openStore opens a folder, or an S3 prefix by its address', async () => {
    expect((await openStore('some/folder')).nameOf('a/b')).toBe('some/folder/a/b');
    expect((await openStore('s3://my-lake/some')).nameOf('a/b')).toBe('s3://my-lake/some/a/b');
    await expect(openStore('s3://')).rejects.toThrow('it has no bucket');
});
