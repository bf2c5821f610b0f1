/** A person is erased from a lake in S3 as from one in a folder, and from this machine’s copies of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { objectsOf, withS3, type GivenS3 } from '../../../support/given-s3.ts';
import { temporaryFolder } from '../../../support/given-lake.ts';
import { erased, lakeOf, tablesOf, tracesOf } from '../../../support/given-person.ts';

const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';

const folder = await lakeOf(
    [
        {
            user_activity: [
                { record_id: 'a', user_sub: SUB, user_name: 'ana', ip_address: '203.0.113.77' },
                { record_id: 'b', user_sub: 'other', user_name: 'ben' },
                { record_id: 'c', user_sub: 'third', user_name: 'carl', event_at: '2026-01-05T10:00:00.000Z' },
            ],
            user_notification: [{ record_id: 'n', details: `No delivery to ${SUB}` }],
        },
    ],
    ['user_name,ana,signs in from a server'],
);

/** What lies under the lake’s prefix, as a folder. */
const downloaded = ({ objects }: GivenS3): string => {
    const lake = temporaryFolder();
    for (const [key, bytes] of objects) {
        const path = join(lake, key.slice('team/lake/'.length));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
    }
    return lake;
};

test('a lake in S3 has nothing of the person afterwards, nor has the cache, and files without the person are untouched', async () =>
    withS3(objectsOf(folder, 'team/lake/'), async (s3) => {
        const untouched = [...s3.objects.keys()].find((key) => key.includes('dt=2026-01-05')) ?? '';

        const { receipt, receiptKey } = await erased(`${s3.address}/team/lake`, 'ana');

        const lake = downloaded(s3);
        expect(await tracesOf(lake, [SUB, '203.0.113.77', 'user_name,ana'])).toEqual([]);
        expect(
            (await tablesOf(lake)).activity.map(({ record_id, user_name }) => [
                record_id,
                String(user_name).replace(/erased-.*/, 'erased'),
            ]),
        ).toEqual([
            ['a', 'erased'],
            ['b', 'ben'],
            ['c', 'carl'],
        ]);
        expect(s3.asked.filter((what) => what === `PUT ${untouched}` || what === `DELETE ${untouched}`)).toEqual([]);
        expect([...s3.objects.keys()]).toContain(`team/lake/${receiptKey}`);
        expect(receipt).toMatchObject({ is_done: true, known_exceptions_changed: ['known_exceptions/known.csv'] });
        expect(await tracesOf(String(process.env['XDG_CACHE_HOME']), [SUB, '203.0.113.77'])).toEqual([]);
    }));

test('where the bucket denies a removal, the run after it goes on', async () =>
    withS3(objectsOf(folder, 'team/lake/'), async (s3) => {
        let denials = 1;
        s3.onAsked = (what) => (/^(DELETE|POST)/.test(what) && denials-- > 0 ? 'AccessDenied' : undefined);

        await expect(erased(`${s3.address}/team/lake`, 'ana')).rejects.toThrow('access is denied');
        await erased(`${s3.address}/team/lake`, 'ana');

        const lake = downloaded(s3);
        expect(await tracesOf(lake, [SUB, '203.0.113.77'])).toEqual([]);
        expect((await tablesOf(lake)).activity.length).toBe(3);
    }));
