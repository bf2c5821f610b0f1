/** Poison tests: the bundle as in a function of 512 MB, with one poison record among 40 good ones. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { fakeFirehoseEnvironment, withFakeFirehose } from '../support/fake-firehose.ts';
import { outputOf, runCommand } from '../support/run-command.ts';
import { activityText } from '../support/sample-events.ts';
import { ARRIVED_AT, base64, makeInvocation } from '../support/transform-batch.ts';

beforeAll(async () => {
    await outputOf(runCommand('node', ['build.mjs']));
});

const MAX_MB = 480;
const MAX_CPU_SECONDS = 60;
const MAX_REINGESTED = 1000;
const GOOD = 40;
const MEBIBYTE = 1024 * 1024;

const outcome = z.object({
    results: z.array(z.string()),
    rows: z.array(z.number()),
    rejected_by_reason: z.record(z.string(), z.number()),
    peakMb: z.number(),
    cpuSeconds: z.number(),
});
type Outcome = z.infer<typeof outcome> & { readonly reingested: readonly Buffer[] };

/**
 * A shell between the processes: the peak memory of a process begins with that of the one that started it.
 * docs: getrusage(2).
 */
const spawnFunction = (environment: Readonly<Record<string, string>>) =>
    spawn(
        'sh',
        [
            '-c',
            '"$0" "$@"; exit $?',
            process.execPath,
            '--max-old-space-size=430',
            join(import.meta.dirname, 'run-poison.mjs'),
        ],
        {
            env: {
                PATH: process.env['PATH'],
                ...environment,
                ACTIVITY_STREAM: 'dev-user-activity',
                NOTIFICATION_STREAM: 'dev-user-notification',
            },
            stdio: ['pipe', 'pipe', 'inherit'],
        },
    );

/** Transforms a batch in a process of its own. A Firehose on this machine accepts what it re-ingests. */
const runFunction = async (data: readonly string[]): Promise<Outcome> =>
    withFakeFirehose([], async ({ url, acceptedRecords }) => {
        const child = spawnFunction(fakeFirehoseEnvironment(url));
        child.stdin.end(JSON.stringify(makeInvocation(data, 'dev-user-activity', ARRIVED_AT)));
        return { ...outcome.parse(JSON.parse(await text(child.stdout))), reingested: acceptedRecords };
    });

const goodEvents = Array.from({ length: GOOD }, (_, at) => base64(activityText({ eventId: `good-${at}` })));

/** The poison record in the middle of the good ones. */
const runWithPoison = async (poison: string | Buffer): Promise<Outcome> =>
    runFunction([...goodEvents.slice(0, GOOD / 2), base64(poison), ...goodEvents.slice(GOOD / 2)]);

const expectWithinBounds = ({ results, rows, reingested, peakMb, cpuSeconds }: Outcome): void => {
    const others = <T>(all: readonly T[]): readonly T[] => all.toSpliced(GOOD / 2, 1);
    expect(others(results)).toEqual(goodEvents.map(() => 'Ok'));
    expect(others(rows)).toEqual(goodEvents.map(() => 1));
    expect(reingested.length).toBeLessThanOrEqual(MAX_REINGESTED);
    expect(peakMb).toBeLessThan(MAX_MB);
    expect(cpuSeconds).toBeLessThan(MAX_CPU_SECONDS);
};

/** An object of many fields. */
const fields = (count: number): string =>
    `{${Array.from({ length: count }, (_, at) => `"f${at.toString(36)}":1`).join()}}`;
const inMessage = (json: string): string => activityText().replace('"message":{', () => `"message":{"new":${json},`);
const brokenNest = (levels: number): string => '{x:\n'.repeat(levels) + '}'.repeat(levels);
const damagedMember = gzipSync('x').fill(1, 13, 17);
const envelope = (messages: readonly string[]): string =>
    JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: messages.map((message) => ({ id: '1', message })) });

/** Each with how the poison record ends: the reasons of its events; or none, if they become rows. */
const POISON: readonly (readonly [string, () => string | Buffer, Readonly<Record<string, number>>])[] = [
    ['gzip of 31 Mi [', () => gzipSync('['.repeat(31 * MEBIBYTE)), { too_large_inflated: 1 }],
    ['gzip of 16 Mi [', () => gzipSync('['.repeat(16 * MEBIBYTE)), { too_many_values: 1 }],
    ['gzip of a million [', () => gzipSync('['.repeat(1_000_000)), { too_deep: 1 }],
    ['a list of ten million []', () => gzipSync(`[${'[],'.repeat(10_000_000)}1]`), { too_large_inflated: 1 }],
    ['a list of ten million {}', () => gzipSync(`[${'{},'.repeat(10_000_000)}1]`), { too_large_inflated: 1 }],
    ['a list of five million []', () => gzipSync(`[${'[],'.repeat(5_000_000)}1]`), { too_many_values: 1 }],
    ['a list of 499,000 {} in an event', () => gzipSync(inMessage(`[${'{},'.repeat(499_000)}1]`)), {}],
    ['2.4 million fields', () => gzipSync(`{${'"a":1,'.repeat(2_400_000)}"b":1}`), { too_many_values: 1 }],
    [
        '400,000 fields',
        () => gzipSync(activityText().replace('{', () => `${fields(400_000).slice(0, -1)},`)),
        { too_large: 1 },
    ],
    [
        '990,000 fields in 990 objects',
        () => gzipSync(inMessage(`[${`${fields(1000)},`.repeat(990)}1]`)),
        { too_large: 1 },
    ],
    [
        '990,000 fields in 990 nested objects',
        () => gzipSync(inMessage(`{${Array.from({ length: 990 }, (_, at) => `"a${at}":${fields(1000)}`).join()}}`)),
        { too_large: 1 },
    ],
    [
        '40,000 gzip members with a wrong checksum',
        () => Buffer.concat(Array.from({ length: 40_000 }, () => damagedMember)),
        { not_gzip: 40_000 },
    ],
    ['{x: six million levels deep', () => gzipSync(brokenNest(6_000_000)), { too_large_inflated: 1 }],
    ['{x: three million levels deep', () => gzipSync(brokenNest(3_000_000)), { too_many_values: 1 }],
    ['{x: 900,000 levels deep', () => gzipSync(brokenNest(900_000)), { too_many_events: 1 }],
    ['{x: 128,000 levels deep, as plain text', () => brokenNest(128_000), { too_many_events: 1 }],
    ['{x: 99,000 levels deep', () => gzipSync(brokenNest(99_000)), { not_json: 99_001 }],
    ['99,999 empty objects', () => gzipSync('{}'.repeat(99_999)), { unknown_event_source: 99_999 }],
    [
        '99,998 empty objects and a good event',
        () => gzipSync('{}'.repeat(99_998) + activityText()),
        { unknown_event_source: 99_998 },
    ],
    [
        'a key of 150,000 characters with 5,000 keys',
        () => activityText({ ['k'.repeat(150_000)]: JSON.parse(fields(5000)) }),
        {},
    ],
    ['a log event of 15 Mi [', () => gzipSync(envelope(['['.repeat(15 * MEBIBYTE)])), { too_many_values: 1 }],
    [
        'a message field of 15 Mi [ in a string',
        () => gzipSync(activityText({}, { message: `{"a":${'['.repeat(15 * MEBIBYTE)}` })),
        { too_large: 1 },
    ],
    [
        'events of 60,000 pools',
        () =>
            gzipSync(
                Array.from({ length: 60_000 }, (_, at) =>
                    activityText({ creationDate: '' }, { logSourceId: { userPoolId: `us-west-2_${at}` } }),
                ).join(''),
            ),
        {},
    ],
];

describe('a poison record', () => {
    test.each(POISON)('the good records beside it become rows: %s', async (_, poison, reasons) => {
        const done = await runWithPoison(poison());

        expectWithinBounds(done);
        expect(done.rejected_by_reason).toEqual(reasons);
    });
});

/** A device name that gzip makes a tenth of. */
const device = (at: number): string => `Chrome ${at}, Windows `.repeat(20);
const fullEnvelope = (count: number): Buffer =>
    gzipSync(
        envelope(
            Array.from({ length: count }, (_, at) =>
                activityText({
                    eventId: `full-${at}`,
                    eventType: ['SignIn', 'SignUp', 'ForgotPassword'][at % 3],
                    deviceName: device(at),
                }),
            ),
        ),
    );

describe('a full envelope of 12,000 events', () => {
    test('all its events and the good records beside it become rows', async () => {
        const done = await runWithPoison(fullEnvelope(12_000));
        const calls = [done];
        for (let last = done; last.reingested.length > 0; calls.push(last))
            last = await runFunction(last.reingested.map((record) => base64(record)));

        expectWithinBounds(done);
        expect(calls.flatMap(({ rows }) => rows).reduce((sum, count) => sum + count, 0)).toBe(12_000 + GOOD);
        expect(calls.map(({ rejected_by_reason }) => rejected_by_reason)).toEqual(calls.map(() => ({})));
        expect(Math.max(...calls.map(({ peakMb }) => peakMb))).toBeLessThan(MAX_MB);
    });
});
