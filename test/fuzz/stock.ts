/** What the fuzzer begins with: the events, rows and arrivals of the fixtures and the samples. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { answerable, isBad } from '../../lib/transform/answerable.ts';
import { isGzip } from '../../lib/transform/decode/inflate.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { isUnusable, unwrap } from '../../lib/transform/decode/unwrap.ts';

/** A million arrivals of a megabyte each would try little more, and take days. */
const MAX_ARRIVAL_BYTES = 20_000;

const ARRIVED_AT = Date.UTC(2026, 0, 15);
const filesBelow = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .toSorted()
        .map((name) => join(folder, name))
        .filter((path) => statSync(path).isFile());

const fixture = (...path: readonly string[]): string => join(packageRoot(), 'test', 'fixtures', ...path);
const samples = filesBelow(join(packageRoot(), 'samples', 'exports')).map((path) => readFileSync(path));

const textsOf = (bytes: Buffer): readonly string[] =>
    unwrap({ recordId: '', arrivedAt: ARRIVED_AT, data: bytes.toString('base64') }).flatMap((event) =>
        isUnusable(event) ? [] : [event.text],
    );

/** Texts of one good event each. */
export const TEXTS: readonly string[] = [
    ...filesBelow(fixture('records')).map((path) => readFileSync(path, 'utf8').trim()),
    ...samples
        .flatMap(textsOf)
        .filter(
            (text) => !isBad(answerable({ text, arrivedAt: ARRIVED_AT, ingestPath: 'firehose', logEventId: null })),
        ),
];

/** Rows of ours, as they lie in a lake. */
export const ROWS: readonly string[] = TEXTS.flatMap((text) => {
    const made = answerable({ text, arrivedAt: ARRIVED_AT, ingestPath: 's3_export', logEventId: null });
    return isBad(made) ? [] : [made.line.join('').trimEnd()];
});

const arrivalIn = (path: string): Buffer => {
    const { base64 }: { base64: string } = JSON.parse(readFileSync(path, 'utf8'));
    return Buffer.from(base64, 'base64');
};

/** Whole arrivals, as bytes: also the plain bytes of those that are compressed. */
export const ARRIVALS: readonly Buffer[] = [...filesBelow(fixture('arrivals')).map(arrivalIn), ...samples]
    .filter((bytes) => bytes.length <= MAX_ARRIVAL_BYTES)
    .flatMap((bytes) => {
        if (!isGzip(bytes)) return [bytes];
        try {
            return [bytes, gunzipSync(bytes)];
        } catch {
            return [bytes];
        }
    })
    .filter((bytes) => bytes.length <= MAX_ARRIVAL_BYTES);
