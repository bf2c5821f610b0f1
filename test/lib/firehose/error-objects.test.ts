/** Tests of the error objects that the local Firehose writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ErrorObjects, REJECTED_BY_FUNCTION, type FailedRecord } from '../../../lib/firehose/error-objects.ts';
import { listFiles, temporaryFolder } from '../../support/run-replay.ts';

const failedRecord = (index: number, data: string): FailedRecord => ({
    arrivedAt: Date.UTC(2026, 0, 31, 23, 59) - index,
    data,
    failure: REJECTED_BY_FUNCTION,
});

test('an object has one line per rejected record, in the folder of the hour of its oldest', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    for (const index of [0, 1]) await objects.add('user_notification', failedRecord(index, 'e30='));

    await objects.close();

    const [path = ''] = listFiles(folder);
    expect(path).toMatch(
        /^errors\/local-user-notification\/processing-failed\/2026\/01\/31\/23\/local-user-notification-[0-9a-f]{16}$/,
    );
    expect(
        readFileSync(join(folder, path), 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => Object.keys(JSON.parse(line))),
    ).toEqual(
        Array.from({ length: 2 }, () => [
            'rawData',
            'errorCode',
            'errorMessage',
            'attemptsMade',
            'arrivalTimestamp',
            'attemptEndingTimestamp',
            'lambdaARN',
        ]),
    );
});

test('the same records make the same objects, of about 4 MiB each', async () => {
    const write = async (): Promise<readonly string[]> => {
        const folder = temporaryFolder();
        const objects = new ErrorObjects(folder);
        for (let index = 0; index < 10; index += 1)
            await objects.add('user_activity', failedRecord(index, 'a'.repeat(1_000_000)));
        await objects.close();
        return listFiles(folder);
    };

    const [one, other] = [await write(), await write()];

    expect(one).toHaveLength(2);
    expect(other).toEqual(one);
});

test('each error type has objects of its own, with the code, the message and the attempts', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    const failure = { type: 'activePartitionExceeded', code: 'a code', message: 'a message', attempts: 3 } as const;
    for (const each of [failedRecord(0, 'e30='), { ...failedRecord(0, 'e31='), failure }])
        await objects.add('user_activity', each);

    await objects.close();

    const paths = listFiles(folder);
    expect(paths.map((path) => path.split('/')[2])).toEqual(['activePartitionExceeded', 'processing-failed']);
    expect(JSON.parse(readFileSync(join(folder, paths[0] ?? ''), 'utf8'))).toMatchObject({
        rawData: 'e31=',
        errorCode: 'a code',
        errorMessage: 'a message',
        attemptsMade: 3,
    });
});

test('data of a saved event that is not base64 is kept as text', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    await objects.add('user_activity', failedRecord(0, '*** é'));

    await objects.close();

    const [path = ''] = listFiles(folder);
    expect(Buffer.from(JSON.parse(readFileSync(join(folder, path), 'utf8')).rawData, 'base64').toString()).toBe(
        '*** é',
    );
});
