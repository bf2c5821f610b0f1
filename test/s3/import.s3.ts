/** Tests of the import's bundle on a real S3: in a process of its own, with the heap that Lambda gives a function of 512 MB. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { activityText } from '../support/given-events.ts';
import { buildAll } from '../support/given-replay.ts';
import { keyOf, toldIn, withAws } from '../support/given-import-queue.ts';
import { givenBucket, putAll, storeOf } from './given-bucket.ts';

beforeAll(buildAll);

/** As the runtime of Lambda sets them for 512 MB. */
const LAMBDA_OPTIONS = ['--max-old-space-size=460', '--max-semi-space-size=25'];
/** What is left of 512 MB beside the runtime itself. */
const MOST_MB = 450;
const MEBIBYTE = 1024 * 1024;

/** Lines of so many bytes, half of them of one day and half of the next. */
const bulk = (bytes: number): Buffer => {
    const lines = Array.from({ length: 1000 }, (_, index) =>
        activityText(
            {
                eventId: `id-${index}`,
                eventType: index % 2 === 0 ? 'SignIn' : 'SignUp',
                deviceName: 'a device '.repeat(40),
            },
            { eventTimestamp: String(Date.UTC(2026, 0, 1, 23, 59, 30 + (index % 60))) },
        ),
    ).join('\n');
    const member = gzipSync(`${lines}\n`);
    return Buffer.concat(Array.from({ length: Math.ceil(bytes / lines.length) }, () => member));
};

const ended = z.object({ answer: z.object({ batchItemFailures: z.array(z.unknown()) }), peakMb: z.number() });
const logLine = z.object({ how: z.string(), events: z.number(), put_events: z.number(), refused_events: z.number() });

/** What the bundle says of an object, in a process of its own; and the records on the streams. */
const imported = async (
    bytes: Buffer,
): Promise<{
    readonly answer: unknown;
    readonly peakMb: number;
    readonly line: z.infer<typeof logLine>;
    readonly taken: readonly Buffer[];
}> => {
    const bucket = await givenBucket();
    const key = keyOf('a', new Date().toISOString().slice(0, 10).replaceAll('-', ''));
    await putAll(await storeOf(`s3://${bucket}`), { [key]: bytes });
    const { S3_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
    return withAws({}, [], async ({ firehose }) => {
        const child = spawn(
            process.execPath,
            [...LAMBDA_OPTIONS, join(import.meta.dirname, '..', 'functions', 'import-bundle.mjs')],
            {
                stdio: ['pipe', 'pipe', 'inherit'],
                env: {
                    ...process.env,
                    AWS_ENDPOINT_URL_S3: S3_URL,
                    AWS_ACCESS_KEY_ID,
                    AWS_SECRET_ACCESS_KEY,
                    AWS_REGION,
                },
            },
        );
        child.stdin.end(JSON.stringify({ bodies: [toldIn(bucket, key)], nowMs: Date.now() }));
        const lines = (await text(child.stdout))
            .trimEnd()
            .split('\n')
            .map((line): unknown => JSON.parse(line));
        return { ...ended.parse(lines.at(-1)), line: logLine.parse(lines[0]), taken: firehose.taken };
    });
};

const NO_FAILURES = { batchItemFailures: [] };

test('an object that inflates to 100 MB is imported in flat memory', async () => {
    const { answer, peakMb, line, taken } = await imported(bulk(100 * MEBIBYTE));

    expect({ answer, how: line.how }).toEqual({ answer: NO_FAILURES, how: 'imported' });
    expect(line.events).toBeGreaterThan(100_000);
    expect(line.put_events).toBe(line.events);
    expect(taken.every(({ length }) => length <= 1_000_000)).toBe(true);
    expect(peakMb).toBeLessThan(MOST_MB);
});

test.each([
    ['one line that ends nowhere', () => gzipSync(`{"a":"${'x'.repeat(100 * MEBIBYTE)}`)],
    ['zeros', () => gzipSync(Buffer.alloc(100 * MEBIBYTE))],
    ['lines that hold nothing', () => gzipSync('{}\n'.repeat(100_000))],
])('an object of %s ends, with every event put or told, in the same memory', async (_, bytesOf) => {
    const { answer, peakMb, line, taken } = await imported(bytesOf());

    expect({ answer, how: line.how }).toEqual({ answer: NO_FAILURES, how: 'imported' });
    expect(line.put_events + line.refused_events).toBe(line.events);
    expect(taken.length).toBeGreaterThanOrEqual(line.put_events);
    expect(peakMb).toBeLessThan(MOST_MB);
});
