/** Tests of an erasure from a lake in S3 and from its local cache. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readObjects, withFakeS3, type FakeS3 } from '../../../support/fake-s3.ts';
import { temporaryFolder } from '../../../support/make-sample-lake.ts';
import { runReplay, writeInputFiles } from '../../../support/run-replay.ts';
import { activityText } from '../../../support/sample-events.ts';
import { runErase, makeLakeOfDeliveries, readBothTables, findTraces } from '../../../support/run-erase.ts';

const SUB = '5b0c7c1e-0000-4000-8000-0000000000aa';

const folder = await makeLakeOfDeliveries(
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

/** Copies the objects of the lake to a folder. */
const downloaded = ({ objects }: FakeS3): string => {
    const lake = temporaryFolder();
    for (const [key, bytes] of objects) {
        const path = join(lake, key.slice('team/lake/'.length));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
    }
    return lake;
};

test('neither the lake nor the cache has traces of the person, and files without the person are untouched', async () =>
    withFakeS3(readObjects(folder, 'team/lake/'), async (s3) => {
        const untouched = [...s3.objects.keys()].find((key) => key.includes('dt=2026-01-05')) ?? '';

        const { receipt, receiptKey } = await runErase(`${s3.address}/team/lake`, 'ana');

        const lake = downloaded(s3);
        expect(await findTraces(lake, [SUB, '203.0.113.77', 'user_name,ana'])).toEqual([]);
        expect(
            (await readBothTables(lake)).activity.map(({ record_id, user_name }) => [
                record_id,
                String(user_name).replace(/erased-.*/, 'erased'),
            ]),
        ).toEqual([
            ['a', 'erased'],
            ['b', 'ben'],
            ['c', 'carl'],
        ]);
        expect(s3.requests.filter((what) => what === `PUT ${untouched}` || what === `DELETE ${untouched}`)).toEqual([]);
        expect([...s3.objects.keys()]).toContain(`team/lake/${receiptKey}`);
        expect(receipt).toMatchObject({ is_done: true, allowlist_files_changed: ['allowlist/allowlist.csv'] });
        expect(await findTraces(String(process.env['XDG_CACHE_HOME']), [SUB, '203.0.113.77'])).toEqual([]);
    }));

test('after a denied removal the next run finishes the erasure', async () =>
    withFakeS3(readObjects(folder, 'team/lake/'), async (s3) => {
        let denials = 1;
        s3.onRequest = (what) => (/^(DELETE|POST)/.test(what) && denials-- > 0 ? 'AccessDenied' : undefined);

        await expect(runErase(`${s3.address}/team/lake`, 'ana')).rejects.toThrow('access is denied');
        await runErase(`${s3.address}/team/lake`, 'ana');

        const lake = downloaded(s3);
        expect(await findTraces(lake, [SUB, '203.0.113.77'])).toEqual([]);
        expect((await readBothTables(lake)).activity.length).toBe(3);
    }));

test('a replay to the lake honours the erasure, and reads its tombstone once', async () =>
    withFakeS3(readObjects(folder, 'team/lake/'), async (s3) => {
        const lake = `${s3.address}/team/lake`;
        await runErase(lake, 'ana');
        const text = activityText({ eventId: 'again', userSub: SUB, userName: 'ANA', ipAddress: '203.0.113.77' });
        s3.requests.length = 0;

        await runReplay(writeInputFiles({ 'old.ndjson': text }), lake);

        const local = downloaded(s3);
        expect(await findTraces(local, [SUB, 'ANA', '203.0.113.77'])).toEqual([]);
        expect((await readBothTables(local)).activity.length).toBe(4);
        expect(s3.requests.filter((what) => what.startsWith('GET ') && what.endsWith('.json')).length).toBe(1);
    }));

test('a replay to a lake without tombstones looks for them, and reads nothing', async () =>
    withFakeS3(readObjects(folder, 'team/lake/'), async (s3) => {
        await runReplay(writeInputFiles({ 'new.ndjson': activityText() }), `${s3.address}/team/lake`);

        expect(s3.requests.filter((what) => what.includes('erasures')).length).toBe(2);
        expect(s3.requests.filter((what) => what.startsWith('GET team'))).toEqual([]);
    }));
