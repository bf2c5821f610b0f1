/** Tests of the import's bundle on a real S3: in a process of its own, with the heap that Lambda gives a function of 512 MB. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { activityText } from '../lib/given-events.ts';
import { buildAll } from '../replay/given-replay.ts';
import { keyOf, toldIn, withAws } from '../import/given-aws.ts';
import { givenBucket, putAll, storeOf } from './given-bucket.ts';

beforeAll(buildAll);

/** As the runtime of Lambda sets them for 512 MB. */
const LAMBDA_OPTIONS = ['--max-old-space-size=460', '--max-semi-space-size=25'];
/** What is left of 512 MB beside the runtime itself. */
const MOST_MB = 450;
const MEBIBYTE = 1024 * 1024;

/** Lines of so many bytes, half of them of one day and half of the next. */
const bulk = (bytes: number): Buffer => {
    const lines = Array.from({ length: 1000 }, (_, index) => activityText({ eventId: `id-${index}`, eventType: index % 2 === 0 ? 'SignIn' : 'SignUp', deviceName: 'a device '.repeat(40) }, { eventTimestamp: String(Date.UTC(2026, 0, 1, 23, 59, 30 + (index % 60))) })).join('\n');
    const member = gzipSync(`${lines}\n`);
    return Buffer.concat(Array.from({ length: Math.ceil(bytes / lines.length) }, () => member));
};

const ended = z.object({ answer: z.object({ batchItemFailures: z.array(z.unknown()) }), peakMb: z.number() });
const logLine = z.object({ how: z.string(), events: z.number(), put_events: z.number() });

test('an object that inflates to 100 MB is imported in flat memory', async () => {
    const bucket = await givenBucket();
    const key = keyOf('a', new Date().toISOString().slice(0, 10).replaceAll('-', ''));
    await putAll(await storeOf(`s3://${bucket}`), { [key]: bulk(100 * MEBIBYTE) });
    const { S3_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;

    await withAws({}, [], async ({ firehose }) => {
        const child = spawn(process.execPath, [...LAMBDA_OPTIONS, join(import.meta.dirname, '..', 'functions', 'import-bundle.mjs')], {
            stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, AWS_ENDPOINT_URL_S3: S3_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION },
        });
        child.stdin.end(JSON.stringify({ bodies: [toldIn(bucket, key)], nowMs: Date.now() }));
        const lines = (await text(child.stdout)).trimEnd().split('\n').map((line): unknown => JSON.parse(line));

        const { answer, peakMb } = ended.parse(lines.at(-1));
        const { how, events, put_events } = logLine.parse(lines[0]);
        expect({ answer, how }).toEqual({ answer: { batchItemFailures: [] }, how: 'imported' });
        expect(events).toBeGreaterThan(100_000);
        expect(put_events).toBe(events);
        expect(firehose.taken.every(({ length }) => length <= 1_000_000)).toBe(true);
        expect(peakMb).toBeLessThan(MOST_MB);
    });
});
