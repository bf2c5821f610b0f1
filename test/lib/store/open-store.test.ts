import { expect, test } from 'vitest';
import { openStore } from '../../../lib/store/open-store.ts';

test('a place is a folder, or a prefix of S3 by its name', async () => {
    expect((await openStore('some/folder')).nameOf('a/b')).toBe('some/folder/a/b');
    expect((await openStore('s3://my-lake/some')).nameOf('a/b')).toBe('s3://my-lake/some/a/b');
    await expect(openStore('s3://')).rejects.toThrow('it names no bucket');
});
