import { expect, test } from 'vitest';
import { s3Store } from '../../../lib/store/s3-store.ts';
import { readTextOrEmpty } from '../../../lib/store/text-object.ts';
import { withS3 } from '../../support/given-s3.ts';

test('an object that is not there is an empty text; one that may not be read is no empty text', async () =>
    withS3({ 'a/text': 'four' }, async (s3) => {
        const store = await s3Store(s3.address);

        expect([await readTextOrEmpty(store, 'a/text'), await readTextOrEmpty(store, 'a/none')]).toEqual(['four', '']);
        s3.onAsked = () => 'AccessDenied';
        await expect(readTextOrEmpty(store, 'a/text')).rejects.toThrow('s3://given-bucket/a/text: access is denied');
    }));
