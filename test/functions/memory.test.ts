/** Tests of the bundle's memory, in its own process with the heap that Lambda gives a function of 512 MB. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { outputOf, runCommand } from '../support/run-command.ts';
import { activityText } from '../support/sample-events.ts';
import { ARRIVED_AT, makeInvocation } from '../support/transform-batch.ts';

beforeAll(async () => {
    await outputOf(runCommand('node', ['build.mjs']));
});

/** Nine tenths of the memory for the old generation, half a tenth for the young one, as Lambda's runtime sets them. */
const LAMBDA_OPTIONS = ['--max-old-space-size=460', '--max-semi-space-size=25'];
const LAMBDA_MB = 512;
/** Memory of the runtime and the AWS SDK. */
const REST_MB = 60;

const outcome = z.object({
    counts: z.object({
        events: z.number(),
        rows: z.number(),
        rejected_events: z.number(),
        reingested_events: z.number(),
    }),
    put: z.object({ records: z.number(), largest: z.number() }),
    replyBytes: z.number(),
    peakMb: z.number(),
});

const invokeBundle = async (data: readonly string[]): Promise<z.infer<typeof outcome>> => {
    const child = spawn(process.execPath, [...LAMBDA_OPTIONS, join(import.meta.dirname, 'invoke-bundle.mjs')], {
        stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(makeInvocation(data, 'a-user-activity', ARRIVED_AT)));
    return outcome.parse(JSON.parse(await text(child.stdout)));
};

type Events = { readonly from: number; readonly count: number };

/** An envelope as JSON, with events of two types. */
const envelope = ({ from, count }: Events): string =>
    JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logEvents: Array.from({ length: count }, (_, at) => ({
            id: String(from + at),
            timestamp: ARRIVED_AT,
            message: activityText({
                eventId: from + at,
                eventType: at % 2 === 0 ? 'SignIn' : 'SignUp',
                deviceName: 'a device '.repeat(40),
            }),
        })),
    });

const MEBIBYTE = 1024 * 1024;

/** Envelopes of at least `bytes` in gzip, and the number of bytes that they inflate to. */
const batchOf = (
    bytes: number,
    count: number,
): { readonly data: readonly string[]; readonly inflated: number; readonly packed: number } => {
    const data: string[] = [];
    let [inflated, packed] = [0, 0];
    while (packed < bytes) {
        const json = envelope({ from: data.length * count, count });
        const gzip = gzipSync(json);
        data.push(gzip.toString('base64'));
        inflated += json.length;
        packed += gzip.length;
    }
    return { data, inflated, packed };
};

test('a batch of envelopes that inflates thirtyfold fits in the memory of the function', async () => {
    const { data, inflated, packed } = batchOf(MEBIBYTE, 500);

    const { counts, put, replyBytes, peakMb } = await invokeBundle(data);

    expect(inflated / packed).toBeGreaterThan(30);
    expect(counts).toEqual({
        events: data.length * 500,
        rows: 0,
        rejected_events: 0,
        reingested_events: data.length * 500,
    });
    expect(put.largest).toBeLessThanOrEqual(1_000_000);
    expect(replyBytes).toBeLessThan(5_500_000);
    expect(peakMb).toBeLessThan(LAMBDA_MB - REST_MB);
});

test('records that inflate to nearly 16 MiB each fit in the memory of the function', async () => {
    const largest = gzipSync(envelope({ from: 0, count: 23_500 })).toString('base64');

    const { counts, peakMb } = await invokeBundle([largest, largest]);

    expect(counts).toMatchObject({ events: 47_000, reingested_events: 47_000 });
    expect(peakMb).toBeLessThan(LAMBDA_MB - REST_MB);
});
