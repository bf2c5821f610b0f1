/** Tests of small text objects. */
import { expect, test } from 'vitest';
import { s3Store } from '../../../lib/store/s3-store.ts';
import { readTextOrEmpty } from '../../../lib/store/text-object.ts';
import { withFakeS3 } from '../../support/fake-s3.ts';

test('readTextOrEmpty returns an empty text for a missing object, but throws for a denied one', async () =>
    withFakeS3({ 'a/text': 'four' }, async (s3) => {
        const store = await s3Store(s3.address);

        expect([await readTextOrEmpty(store, 'a/text'), await readTextOrEmpty(store, 'a/none')]).toEqual(['four', '']);
        s3.onRequest = () => 'AccessDenied';
        await expect(readTextOrEmpty(store, 'a/text')).rejects.toThrow('s3://sample-bucket/a/text: access is denied');
    }));
