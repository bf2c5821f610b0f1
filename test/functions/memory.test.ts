/** Tests of the memory that the bundle takes: in a process of its own, with the heap that Lambda gives a function of 512 MB. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { outputOf, runCommand } from '../support/run-command.ts';
import { activityText } from '../support/given-events.ts';
import { ARRIVED_AT, invocationOf } from '../support/given-firehose.ts';

beforeAll(async () => {
    await outputOf(runCommand('node', ['build.mjs']));
});

/** Nine and half a tenth of its memory for the old and the young generation, as the runtime of Lambda sets them. */
const LAMBDA_OPTIONS = ['--max-old-space-size=460', '--max-semi-space-size=25'];
const LAMBDA_MB = 512;
/** What the runtime itself and the AWS SDK take beside. */
const REST_MB = 60;

const outcome = z.object({
    counts: z.object({ events: z.number(), rows: z.number(), refused_events: z.number(), put_back_events: z.number() }),
    put: z.object({ records: z.number(), largest: z.number() }),
    replyBytes: z.number(),
    peakMb: z.number(),
});

const invoked = async (data: readonly string[]): Promise<z.infer<typeof outcome>> => {
    const child = spawn(process.execPath, [...LAMBDA_OPTIONS, join(import.meta.dirname, 'invoke-bundle.mjs')], {
        stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(invocationOf(data, 'a-user-activity', ARRIVED_AT)));
    return outcome.parse(JSON.parse(await text(child.stdout)));
};

type Events = { readonly from: number; readonly count: number };

/** The JSON of an envelope whose events are of two types. */
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

/** Envelopes until their gzip has so many bytes, and the bytes that they inflate to. */
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

test('a batch of envelopes that inflates thirtyfold is answered within the memory of the function', async () => {
    const { data, inflated, packed } = batchOf(MEBIBYTE, 500);

    const { counts, put, replyBytes, peakMb } = await invoked(data);

    expect(inflated / packed).toBeGreaterThan(30);
    expect(counts).toEqual({
        events: data.length * 500,
        rows: 0,
        refused_events: 0,
        put_back_events: data.length * 500,
    });
    expect(put.largest).toBeLessThanOrEqual(1_000_000);
    expect(replyBytes).toBeLessThan(5_500_000);
    expect(peakMb).toBeLessThan(LAMBDA_MB - REST_MB);
});

test('arrivals that inflate to nearly 32 MiB each are too', async () => {
    const largest = gzipSync(envelope({ from: 0, count: 47_000 })).toString('base64');

    const { counts, peakMb } = await invoked([largest, largest]);

    expect(counts).toMatchObject({ events: 94_000, put_back_events: 94_000 });
    expect(peakMb).toBeLessThan(LAMBDA_MB - REST_MB);
});
