/** Tests of the written export: file names, bytes and counts. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateEvents } from '../../../lib/generate/generate-events.ts';
import {
    EXPORT_FORMAT_NAMES,
    generate,
    type ExportFormat,
    type GenerateSummary,
} from '../../../lib/generate/generate.ts';
import { GENERATE_DEFAULTS, type GenerateOptions } from '../../../lib/generate/generate-options.ts';
import { isRejectedBytes, decode } from '../../../lib/transform/decode/decode.ts';

const OPTIONS: GenerateOptions = { ...GENERATE_DEFAULTS, events: 1500, days: 4, badRate: 0.01, variationRate: 0.1 };

let root: string;
beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'generate-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const filesOf = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(folder, path)).isFile())
        .toSorted();

const hashOf = (folder: string): string => {
    const hash = createHash('sha256');
    for (const path of filesOf(folder)) hash.update(path).update(readFileSync(join(folder, path)));
    return hash.digest('hex');
};

const written = async (
    format: ExportFormat,
    options: GenerateOptions = OPTIONS,
): Promise<{ folder: string; summary: GenerateSummary }> => {
    const folder = mkdtempSync(join(root, 'out-'));
    return { folder, summary: await generate({ options, format, folder, onProgress: () => undefined }) };
};

const textsIn = (folder: string): string[] =>
    filesOf(folder)
        .flatMap((path) =>
            decode({ recordId: path, arrivedAt: 0, data: readFileSync(join(folder, path)).toString('base64') }),
        )
        .map((event) => (isRejectedBytes(event) ? event.reason : event.text));

describe.each(EXPORT_FORMAT_NAMES)('format %s', (format) => {
    test('the same seed gives the same files, and another seed gives other files', async () => {
        const [one, again, other] = [
            await written(format),
            await written(format),
            await written(format, { ...OPTIONS, seed: 2 }),
        ];

        const hashes = [one, again, other].map(({ folder }) => hashOf(folder));

        expect(hashes[1]).toBe(hashes[0]);
        expect(hashes[2]).not.toBe(hashes[0]);
    });

    test('every event is in the files exactly once', async () => {
        const { folder } = await written(format);

        const texts = textsIn(folder);

        expect(texts.toSorted()).toEqual([...generateEvents(OPTIONS)].map(({ text }) => text).toSorted());
    });

    test('the summary has the counts of the written files and events', async () => {
        const { folder, summary } = await written(format);

        const paths = filesOf(folder);

        expect(summary.files).toBe(paths.length);
        expect(summary.bytes).toBe(paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0));
        expect(summary.events).toBe(1500);
        expect(summary.events_by_kind).toEqual({ activity: 1440, notification: 45, bad: 15 });
    });
});

test('the S3 export uses the object keys of Cognito, and CloudWatchLogs/ for delivery errors', async () => {
    const { folder } = await written('s3-export');

    const paths = filesOf(folder);

    const pool = String.raw`us-west-2_EXAMPLE2?`;
    const object = new RegExp(
        String.raw`^AWSLogs/123456789012/AWSCognitoServiceLogs/us-west-2/(${pool})/USER_AUTH_EVENTS/` +
            String.raw`123456789012_aws_cognito_service_logs_us-west-2_\1_userAuthEvents_INFO_S3_` +
            String.raw`[0-9a-f-]{36}_cognito-\1_USER_AUTH_EVENTS_2026010\d_[0-9a-f]{8}\.log\.gz$`,
    );
    const errors = new RegExp(
        String.raw`^CloudWatchLogs/cognito-(${pool})/2026/01/0\d/cognito-\1-2026-01-0\d-[0-9a-f]{8}\.gz$`,
    );
    expect(paths.filter((path) => !object.test(path) && !errors.test(path))).toEqual([]);
    expect([paths.some((path) => object.test(path)), paths.some((path) => errors.test(path))]).toEqual([true, true]);
});

test('an object of the S3 export is one gzip member with a constant header and no final newline', async () => {
    const { folder } = await written('s3-export', { ...OPTIONS, badRate: 0 });
    const path = filesOf(folder).find((name) => name.startsWith('AWSLogs'))!;

    const bytes = readFileSync(join(folder, path));

    const text = gunzipSync(bytes).toString();
    expect(bytes.subarray(4, 10)).toEqual(Buffer.from([0, 0, 0, 0, 0, 3]));
    expect(text.endsWith('}')).toBe(true);
    expect(text.split('\n').map((line) => typeof JSON.parse(line))).toEqual(text.split('\n').map(() => 'object'));
});

test('a CloudWatch Logs envelope contains events of several pools', async () => {
    const { folder } = await written('cloudwatch');

    const pools = filesOf(folder)
        .flatMap((path) =>
            gunzipSync(readFileSync(join(folder, path)))
                .toString()
                .split(/(?<=\})(?=\{"messageType")/),
        )
        .map((envelope) => new Set(envelope.match(/us-west-2_EXAMPLE2?/g)).size);

    expect(Math.max(...pools)).toBe(2);
});

test('no file keeps its temporary name', async () => {
    const { folder } = await written('ndjson');

    const paths = filesOf(folder);

    expect(paths.filter((path) => !/^events-2026-01-0\d-0000\.ndjson$/.test(path))).toEqual([]);
});

test('a folder that is not writable gives a user error with the path', async () => {
    const { folder } = await written('ndjson');
    const file = join(folder, filesOf(folder)[0]!);

    const attempt = generate({ options: OPTIONS, format: 'ndjson', folder: file, onProgress: () => undefined });

    await expect(attempt).rejects.toThrow(
        /^Cannot write .*events-2026-01-0\d-0000\.ndjson: a file exists where a folder is needed\. Choose/,
    );
});
