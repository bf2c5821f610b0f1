/** Tests of a replay of records that the function fails on: they go to errors/, and the others become rows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { usualText } from '../../../fixtures/records.ts';
import { poisonEvent, withPoisonThread, type Poison } from '../../../support/poison-bundle.ts';
import { redriveErrors } from '../../../support/redrive-errors.ts';
import { buildAll, listFiles, readTable, runReplay, temporaryFolder } from '../../../support/run-replay.ts';

beforeAll(buildAll);

const goodEvents = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => usualText.replace('"ana"', `"user-${index}"`));

/** 500 good events with poisoned ones between them. */
const eventsWith = (poisons: Readonly<Record<number, Poison>>): string =>
    goodEvents(500)
        .flatMap((text, index) => (poisons[index] === undefined ? [text] : [poisonEvent(poisons[index]), text]))
        .join('\n');

const errorObject = z.object({ rawData: z.string(), errorCode: z.string(), errorMessage: z.string() });

/** The lines of the error objects of a lake. */
const errorsOf = (lake: string): readonly z.infer<typeof errorObject>[] =>
    listFiles(join(lake, 'errors')).flatMap((path) =>
        readFileSync(join(lake, 'errors', path), 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => errorObject.parse(JSON.parse(line))),
    );
const textOf = ({ rawData }: { readonly rawData: string }): string => Buffer.from(rawData, 'base64').toString();

test.each<[Poison, string, RegExp]>([
    ['throws', 'Lambda.FunctionError', /returned an error result\. It came from RangeError at /],
    ['eats memory', 'Lambda.FunctionError', /returned an error result\. It ran out of memory\.$/],
    ['ends the thread', 'Lambda.FunctionError', /returned an error result\. Its thread ended\.$/],
])(
    'a record that %s is in errors/ with its bytes and reason, and 500 others are rows',
    async (poison, code, message) => {
        const input = { 'a.ndjson': eventsWith({ 123: poison }) };

        const done = await withPoisonThread(async (call) => runReplay(input, undefined, { call }));

        expect(done.summary).toMatchObject({
            records: 501,
            events: 501,
            rows: { user_activity: 500 },
            rejected: 0,
            failed: 1,
            failed_by_code: { [code]: 1 },
            unusable_count: 1,
            unusable: [
                {
                    where: expect.stringContaining('a.ndjson, line 124'),
                    why: expect.stringContaining(`not delivered (${code}): `),
                },
            ],
            adds_up: true,
        });
        expect(await readTable(done, 'user_activity', 'distinct user_name')).toHaveLength(500);
        const errors = errorsOf(done.lake);
        expect(errors.map((line) => [textOf(line), line.errorCode])).toEqual([[poisonEvent(poison), code]]);
        expect(errors[0]?.errorMessage).toMatch(message);
    },
);

test('a second replay of a record that the function fails on adds no file', async () => {
    const input = { 'a.ndjson': eventsWith({ 0: 'throws', 250: 'eats memory' }) };
    const lake = join(temporaryFolder(), 'lake');

    const [first, files, second] = await withPoisonThread(async (call) => {
        const done = await runReplay(input, lake, { call });
        return [done.summary, listFiles(lake), (await runReplay(done.folder, lake, { call })).summary];
    });

    for (const summary of [first, second])
        expect(summary).toMatchObject({ events: 502, rows: { user_activity: 500 }, failed: 2, adds_up: true });
    expect(listFiles(lake)).toEqual(files);
    expect(errorsOf(lake).map(textOf)).toEqual([poisonEvent('throws'), poisonEvent('eats memory')]);
});

test('an event that the function fails on after it was split from its record is counted once', async () => {
    const nextDay = usualText.replace('Thu Jan 01', 'Fri Jan 02').replace('1767225604000', '1767312004000');
    const saved = {
        deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/x-user-activity',
        records: [
            {
                approximateArrivalTimestamp: 1767312005000,
                data: Buffer.from(`${usualText}\n${nextDay}`).toString('base64'),
            },
        ],
    };
    const isPiece = (event: object): boolean =>
        JSON.stringify(event).includes(Buffer.from('{"cognito_log_lake":1').toString('base64').slice(0, 24));

    const done = await withPoisonThread(async (call) =>
        runReplay({ 'a.json': JSON.stringify(saved) }, undefined, {
            call: async (event, faults) =>
                isPiece(event) ? { outcome: { diedOf: 'out_of_memory' }, putCalls: [] } : call(event, faults),
        }),
    );

    expect(done.summary).toMatchObject({ events: 2, rows: { user_activity: 0 }, failed: 2, adds_up: true });
    expect(errorsOf(done.lake)).toHaveLength(2);
});

test('redrive finds the record in errors/, and sends it when the function is mended', async () => {
    const done = await withPoisonThread(async (call) =>
        runReplay({ 'a.ndjson': eventsWith({ 7: 'throws' }) }, undefined, { call }),
    );

    const { counts } = await redriveErrors(done.lake, done.lake);

    expect(counts).toMatchObject({ events: 1, sent: 1 });
    expect(await readTable(done, 'user_activity', 'distinct user_name')).toHaveLength(501);
});

test('a function that fails on every record is an error of the run, and the lake stays as it was', async () => {
    const lake = join(temporaryFolder(), 'lake');
    let calls = 0;

    await expect(
        runReplay({ 'a.ndjson': goodEvents(2000).join('\n') }, lake, {
            call: async () => {
                calls += 1;
                return { outcome: { failedAt: 'TypeError at x' }, putCalls: [] };
            },
        }),
    ).rejects.toThrow('The transform fails on every record, even on a plain event.');

    expect(calls).toBeLessThan(10);
    expect(listFiles(lake)).toEqual([]);
});
