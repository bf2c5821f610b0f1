/** Tests of samples/: the committed files match the script and contain every form. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { parse } from '../../../lib/transform/row/parse.ts';
import { isRejectedBytes, decode } from '../../../lib/transform/decode/decode.ts';
import { sampleFiles } from '../../../samples/story/sample-files.ts';
import { ACTIVITY_VARIATIONS } from '../../../lib/generate/event-factories.ts';
import { oddForms } from '../../../samples/story/odd-forms.ts';

const SAMPLES = join(packageRoot(), 'samples');

const filesBelow = (folder: string): string[] =>
    readdirSync(join(SAMPLES, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => join(folder, path))
        .filter((path) => statSync(join(SAMPLES, path)).isFile());

/** The table or rejection reason of each event in the data of a record. */
const outcomes = (data: string): string[] =>
    decode({ recordId: '1', arrivedAt: Date.UTC(2026, 0, 15), data }).map((event) => {
        if (isRejectedBytes(event)) return event.reason;
        const outcome = parse(event);
        return 'reason' in outcome ? outcome.reason : outcome.kind;
    });

test('the committed files are those that the script writes', () => {
    const made = sampleFiles();

    const committed = new Map(
        [...filesBelow('exports'), 'firehose-event.json'].map((path) => [path, readFileSync(join(SAMPLES, path))]),
    );

    expect([...committed.keys()].toSorted()).toEqual([...made.keys()].toSorted());
    for (const [path, bytes] of made) expect(committed.get(path)?.equals(bytes), path).toBe(true);
});

test('the event for invoke local has one record for each result', () => {
    const { records, deliveryStreamArn } = JSON.parse(readFileSync(join(SAMPLES, 'firehose-event.json'), 'utf8'));

    const results = records.map((record: { recordId: string; data: string }) => [
        record.recordId,
        outcomes(record.data),
    ]);

    expect(deliveryStreamArn).toBe(
        'arn:aws:firehose:us-west-2:123456789012:deliverystream/cognito-log-lake-dev-user-activity',
    );
    expect(results).toEqual([
        ['ok-documented-form', ['user_activity']],
        ['ok-export-form', ['user_activity']],
        ['ok-envelope-of-one-partition', ['user_activity', 'user_activity', 'user_activity']],
        ['dropped-control-message', []],
        ['rejected-not-json', ['not_json']],
        ['rejected-no-user-pool-id', ['no_user_pool_id']],
    ]);
});

test('the odd forms include every variation of an activity event', () => {
    const forms = new Set(oddForms().map(({ form }) => form));

    expect(ACTIVITY_VARIATIONS.filter(({ name }) => !forms.has(name))).toEqual([]);
});

test('one user name has a leading equals sign, a comma, markup and an escape sequence', () => {
    const texts = [...sampleFiles().values()].filter((bytes) =>
        bytes.includes(JSON.stringify('=1+1,<b>eve</b>\u001b[31m')),
    );

    expect(texts.length).toBeGreaterThan(0);
});

test('the files contain only IP addresses reserved for documentation', () => {
    const addresses = [...sampleFiles().values()].flatMap(
        (bytes) => bytes.toString('latin1').match(/(?<="ipAddress":\s?")[^"]+/g) ?? [],
    );

    const others = addresses.filter(
        (address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:|^null$/.test(address),
    );

    expect(addresses.length).toBeGreaterThan(150);
    expect(others).toEqual([]);
});
