/** Tests of a redrive of records that the function fails on: they stay, and the others are sent. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtFile } from '../../../../lib/firehose/call-transform.ts';
import { lakeDestination } from '../../../../lib/operate/redrive/lake-destination.ts';
import { startCheckThread, type CheckThread } from '../../../../lib/operate/redrive/start-check-thread.ts';
import { POISON_SOURCE, poisonEvent, withPoisonThread, type Poison } from '../../../support/poison-bundle.ts';
import { errorLine, ERROR_OBJECT_KEY, eventOfUser, redriveErrors } from '../../../support/redrive-errors.ts';
import { buildAll, readTable, temporaryFolder, writeInputFiles } from '../../../support/run-replay.ts';

beforeAll(buildAll);

/** The script of the check thread, which takes the poison of a marked record before it checks anything. */
const writePoisonScript = (): string => {
    const path = join(temporaryFolder(), 'check.mjs');
    writeFileSync(
        path,
        `import { createRequire } from 'node:module';
        import { parentPort } from 'node:worker_threads';
        const require = createRequire(import.meta.url);
        ${POISON_SOURCE}
        const on = parentPort.on.bind(parentPort);
        parentPort.on = (name, listener) =>
            on(name, (records) => {
                for (const { rawData } of records) takePoison(rawData);
                listener(records);
            });
        await import(${JSON.stringify(pathToFileURL(builtFile('cli', 'check-thread.mjs')).href)});`,
    );
    return path;
};

const withCheckThread = async <Result>(
    options: Parameters<typeof startCheckThread>[0],
    use: (check: CheckThread['call']) => Promise<Result>,
): Promise<Result> => {
    const { call, close } = startCheckThread(options);
    return use(call).finally(close);
};

const goodLines = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => errorLine(eventOfUser(`user-${index}`)));

const LINES = goodLines(300);

/** An error object of 300 good lines with poisoned ones before the given lines. */
const makeErrors = (poisons: Readonly<Record<number, Poison>>): string =>
    writeInputFiles({
        [ERROR_OBJECT_KEY]: LINES.flatMap((line, index) =>
            poisons[index] === undefined ? [line] : [errorLine(poisonEvent(poisons[index])), line],
        ).join(''),
    });

const newLake = (): string => join(temporaryFolder(), 'lake');

describe('the check in a thread', () => {
    test.each<[Poison, string]>([
        ['throws', 'its thread ends'],
        ['eats memory', 'it runs out of memory'],
    ])('a line that %s stays, is counted and named, and the good lines are sent', async (poison, why) => {
        const folder = makeErrors({ 150: poison });
        const before = readFileSync(join(folder, ERROR_OBJECT_KEY), 'utf8');
        const lake = newLake();

        const summary = await withCheckThread({ script: writePoisonScript(), memoryMb: 128 }, async (check) =>
            redriveErrors(folder, lake, { check }),
        );

        expect(summary).toMatchObject({
            lines: 301,
            counts: { events: 301, sent: 300, function_fails: 1, failed: 0 },
            unusable: [
                {
                    where: expect.stringContaining(`${ERROR_OBJECT_KEY}, line 151`),
                    why: `the function fails on this record: ${why}`,
                },
            ],
            adds_up: true,
        });
        expect(summary.groups.map(({ reason, events }) => [reason, events])).toEqual([
            ['usable', 300],
            ['function_fails', 1],
        ]);
        expect(await readTable({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(300);
        expect(readFileSync(join(folder, ERROR_OBJECT_KEY), 'utf8')).toBe(before);
    });

    test('two such lines are found in one batch, also without a destination, and a second run sends nothing', async () => {
        const folder = makeErrors({ 0: 'throws', 299: 'throws' });
        const lake = newLake();

        const runs = await withCheckThread({ script: writePoisonScript() }, async (check) => [
            await redriveErrors(folder, null, { check }),
            await redriveErrors(folder, lake, { check }),
            await redriveErrors(folder, lake, { check }),
        ]);

        expect(runs.map(({ counts }) => [counts.events, counts.sent, counts.sent_before])).toEqual([
            [302, 0, 0],
            [302, 300, 0],
            [302, 0, 300],
        ]);
        for (const { counts, adds_up } of runs) expect([counts.function_fails, adds_up]).toEqual([2, true]);
    });

    test('an error thrown by the check itself is a reason, and the thread goes on', async () => {
        const tooLong: CheckThread['call'] = async (records) =>
            records.some(({ rawData }) => Buffer.from(rawData, 'base64').includes('poison'))
                ? { thrownAt: 'RangeError at join' }
                : { answer: records.map(() => []) };

        const { counts, unusable } = await redriveErrors(makeErrors({ 9: 'throws' }), null, { check: tooLong });

        expect(counts).toMatchObject({ events: 1, function_fails: 1 });
        expect(unusable).toMatchObject([{ why: 'the function fails on this record: RangeError at join' }]);
    });

    test('lines can be selected by function_fails, and others are not counted then', async () => {
        const summary = await withCheckThread({ script: writePoisonScript() }, async (check) =>
            redriveErrors(makeErrors({ 5: 'throws' }), null, { check, filter: { reasons: ['function_fails'] } }),
        );

        expect([summary.lines, summary.counts.events, summary.counts.function_fails]).toEqual([1, 1, 1]);
    });

    test('a thread that cannot start is an error of the run', async () => {
        const script = join(temporaryFolder(), 'missing.mjs');

        await expect(
            withCheckThread({ script }, async (check) => redriveErrors(makeErrors({}), null, { check })),
        ).rejects.toThrow(/^Cannot start .*missing\.mjs: Cannot find module/);
    });
});

test('an event that only the function fails on is counted as failed, and the others of its record are sent', async () => {
    const folder = makeErrors({ 20: 'throws', 280: 'eats memory' });
    const lake = newLake();

    const { counts, adds_up } = await withPoisonThread(async (call) =>
        redriveErrors(folder, null, { destination: await lakeDestination(lake, call) }),
    );

    expect(counts).toMatchObject({ events: 302, sent: 300, failed: 2 });
    expect(adds_up).toBe(true);
    expect(await readTable({ lake }, 'user_activity', 'distinct user_name')).toHaveLength(300);
});
