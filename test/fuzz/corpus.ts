/** The fuzzer's corpus: events, rows and records of the fixtures and samples. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { toLine, isRejected } from '../../lib/transform/to-line.ts';
import { isGzip } from '../../lib/transform/decode/inflate.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { isRejectedBytes, decode } from '../../lib/transform/decode/decode.ts';

/** A million records of a megabyte each would test little more and take days. */
const MAX_CORPUS_BYTES = 20_000;

const ARRIVED_AT = Date.UTC(2026, 0, 15);
const listFilesBelow = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .toSorted()
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile());

const fixturePath = (...path: readonly string[]): string => join(packageRoot(), 'test', 'fixtures', ...path);
const samples = listFilesBelow(join(packageRoot(), 'samples', 'exports')).map((path) => readFileSync(path));

const eventTextsIn = (bytes: Buffer): readonly string[] =>
    decode({ recordId: '', arrivedAt: ARRIVED_AT, data: bytes.toString('base64') }).flatMap((event) =>
        isRejectedBytes(event) ? [] : [event.text],
    );

/** Texts of one valid event each. */
export const CORPUS_EVENTS: readonly string[] = [
    ...listFilesBelow(fixturePath('records')).map((path) => readFileSync(path, 'utf8').trim()),
    ...samples
        .flatMap(eventTextsIn)
        .filter(
            (text) => !isRejected(toLine({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null })),
        ),
];

/** Rows as in a lake. */
export const CORPUS_ROWS: readonly string[] = CORPUS_EVENTS.flatMap((text) => {
    const row = toLine({ text, arrivedAt: ARRIVED_AT, ingestPath: 's3_export', logEventId: null });
    return isRejected(row) ? [] : [row.line.join('').trimEnd()];
});

const readRecordFixture = (path: string): Buffer => {
    const { base64 }: { base64: string } = JSON.parse(readFileSync(path, 'utf8'));
    return Buffer.from(base64, 'base64');
};

/** Whole records as bytes; of compressed ones also the plain bytes. */
export const CORPUS_RECORDS: readonly Buffer[] = [
    ...listFilesBelow(fixturePath('arrivals')).map(readRecordFixture),
    ...samples,
]
    .filter((bytes) => bytes.length <= MAX_CORPUS_BYTES)
    .flatMap((bytes) => {
        if (!isGzip(bytes)) return [bytes];
        try {
            return [bytes, gunzipSync(bytes)];
        } catch {
            return [bytes];
        }
    })
    .filter((bytes) => bytes.length <= MAX_CORPUS_BYTES);
