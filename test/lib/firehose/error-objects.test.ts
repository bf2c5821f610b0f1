/** Tests of the error objects that a local Firehose writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ErrorObjects, REFUSED, type FailedRecord } from '../../../lib/firehose/error-objects.ts';
import { filesOf, temporaryFolder } from '../../support/given-replay.ts';

const arrival = (index: number, data: string): FailedRecord => ({
    arrivedAt: Date.UTC(2026, 0, 31, 23, 59) - index,
    data,
    failure: REFUSED,
});

test('an object holds a line for each refused arrival, below the hour of its oldest', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    for (const index of [0, 1]) await objects.add('user_notification', arrival(index, 'e30='));

    await objects.close();

    const [path = ''] = filesOf(folder);
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

test('the same arrivals make the same objects, of some 4 MiB each', async () => {
    const write = async (): Promise<readonly string[]> => {
        const folder = temporaryFolder();
        const objects = new ErrorObjects(folder);
        for (let index = 0; index < 10; index += 1)
            await objects.add('user_activity', arrival(index, 'a'.repeat(1_000_000)));
        await objects.close();
        return filesOf(folder);
    };

    const [one, other] = [await write(), await write()];

    expect(one).toHaveLength(2);
    expect(other).toEqual(one);
});

test('each type of error has objects of its own, with the code, the words and the attempts', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    const failure = { type: 'activePartitionExceeded', code: 'a code', message: 'a message', attempts: 3 } as const;
    for (const each of [arrival(0, 'e30='), { ...arrival(0, 'e31='), failure }])
        await objects.add('user_activity', each);

    await objects.close();

    const paths = filesOf(folder);
    expect(paths.map((path) => path.split('/')[2])).toEqual(['activePartitionExceeded', 'processing-failed']);
    expect(JSON.parse(readFileSync(join(folder, paths[0] ?? ''), 'utf8'))).toMatchObject({
        rawData: 'e31=',
        errorCode: 'a code',
        errorMessage: 'a message',
        attemptsMade: 3,
    });
});

test('data of a saved event that is no base64 is kept as a text', async () => {
    const folder = temporaryFolder();
    const objects = new ErrorObjects(folder);
    await objects.add('user_activity', arrival(0, '*** é'));

    await objects.close();

    const [path = ''] = filesOf(folder);
    expect(Buffer.from(JSON.parse(readFileSync(join(folder, path), 'utf8')).rawData, 'base64').toString()).toBe(
        '*** é',
    );
});
