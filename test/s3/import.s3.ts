/** Tests of the import bundle on a real S3, in a process with the heap of a 512 MB Lambda function. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { activityText } from '../support/sample-events.ts';
import { buildAll } from '../support/run-replay.ts';
import { exportKeyOf, notificationFromBucket, withFakeImport } from '../support/with-fake-import.ts';
import { makeBucket, putObjects, openS3Store } from './make-bucket.ts';

beforeAll(buildAll);

/** The options that Lambda's runtime sets for 512 MB. */
const LAMBDA_OPTIONS = ['--max-old-space-size=460', '--max-semi-space-size=25'];
/** The part of 512 MB that the runtime itself does not use. */
const MAX_MEMORY_MB = 450;
const MEBIBYTE = 1024 * 1024;

/** A gzip export that inflates to about `bytes`; half of its lines are from one day, half from the next. */
const makeLargeExport = (bytes: number): Buffer => {
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

const importResult = z.object({ response: z.object({ batchItemFailures: z.array(z.unknown()) }), peakMb: z.number() });
const importLogLine = z.object({
    status: z.string(),
    events: z.number(),
    put_events: z.number(),
    rejected_events: z.number(),
});

/** Runs the bundle on an object, in a process of its own. Returns its response, log line and accepted records. */
const runImportBundle = async (
    bytes: Buffer,
): Promise<{
    readonly response: unknown;
    readonly peakMb: number;
    readonly line: z.infer<typeof importLogLine>;
    readonly accepted: readonly Buffer[];
}> => {
    const bucket = await makeBucket();
    const key = exportKeyOf('a', new Date().toISOString().slice(0, 10).replaceAll('-', ''));
    await putObjects(await openS3Store(`s3://${bucket}`), { [key]: bytes });
    const { S3_URL = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_REGION = '' } = process.env;
    return withFakeImport({}, [], async ({ firehose }) => {
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
        child.stdin.end(JSON.stringify({ bodies: [notificationFromBucket(bucket, key)], nowMs: Date.now() }));
        const lines = (await text(child.stdout))
            .trimEnd()
            .split('\n')
            .map((line): unknown => JSON.parse(line));
        return {
            ...importResult.parse(lines.at(-1)),
            line: importLogLine.parse(lines[0]),
            accepted: firehose.acceptedRecords,
        };
    });
};

const NO_FAILURES = { batchItemFailures: [] };

test('an object that inflates to 100 MB is imported in constant memory', async () => {
    const { response, peakMb, line, accepted } = await runImportBundle(makeLargeExport(100 * MEBIBYTE));

    expect({ response, status: line.status }).toEqual({ response: NO_FAILURES, status: 'imported' });
    expect(line.events).toBeGreaterThan(100_000);
    expect(line.put_events).toBe(line.events);
    expect(accepted.every(({ length }) => length <= 1_000_000)).toBe(true);
    expect(peakMb).toBeLessThan(MAX_MEMORY_MB);
});

test.each([
    ['one endless line', () => gzipSync(`{"a":"${'x'.repeat(100 * MEBIBYTE)}`)],
    ['zero bytes', () => gzipSync(Buffer.alloc(100 * MEBIBYTE))],
    ['empty JSON objects', () => gzipSync('{}\n'.repeat(100_000))],
])('an object of %s is imported in constant memory, with every event put or rejected', async (_, bytesOf) => {
    const { response, peakMb, line, accepted } = await runImportBundle(bytesOf());

    expect({ response, status: line.status }).toEqual({ response: NO_FAILURES, status: 'imported' });
    expect(line.put_events + line.rejected_events).toBe(line.events);
    expect(accepted.length).toBeGreaterThanOrEqual(line.put_events);
    expect(peakMb).toBeLessThan(MAX_MEMORY_MB);
});
