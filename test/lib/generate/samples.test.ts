/** Tests of samples/: what is committed is what the script writes, and every shape is in it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../lib/basics/package-root.ts';
import { parse } from '../../../lib/transform/row/parse.ts';
import { isUnusable, unwrap } from '../../../lib/transform/decode/unwrap.ts';
import { sampleFiles } from '../../../samples/story/files.ts';
import { ACTIVITY_VARIATIONS } from '../../../lib/generate/happenings.ts';
import { oddForms } from '../../../samples/story/odd-forms.ts';

const SAMPLES = join(packageRoot(), 'samples');

const filesBelow = (folder: string): string[] =>
    readdirSync(join(SAMPLES, folder), { recursive: true, encoding: 'utf8' })
        .map((path) => join(folder, path))
        .filter((path) => statSync(join(SAMPLES, path)).isFile());

/** The outcome of each event in the data of an arrival. */
const outcomes = (data: string): string[] =>
    unwrap({ recordId: '1', arrivedAt: Date.UTC(2026, 0, 15), data }).map((event) => {
        if (isUnusable(event)) return event.refusal;
        const found = parse(event);
        return 'refusal' in found ? found.refusal : found.kind;
    });

test('the files are what the script writes', () => {
    const made = sampleFiles();

    const committed = new Map(
        [...filesBelow('exports'), 'firehose-event.json'].map((path) => [path, readFileSync(join(SAMPLES, path))]),
    );

    expect([...committed.keys()].toSorted()).toEqual([...made.keys()].toSorted());
    for (const [path, bytes] of made) expect(committed.get(path)?.equals(bytes), path).toBe(true);
});

test('the event for invoke local shows each ending', () => {
    const { records, deliveryStreamArn } = JSON.parse(readFileSync(join(SAMPLES, 'firehose-event.json'), 'utf8'));

    const endings = records.map((record: { recordId: string; data: string }) => [
        record.recordId,
        outcomes(record.data),
    ]);

    expect(deliveryStreamArn).toBe(
        'arn:aws:firehose:us-west-2:123456789012:deliverystream/cognito-log-lake-dev-user-activity',
    );
    expect(endings).toEqual([
        ['kept-documented-form', ['user_activity']],
        ['kept-real-looking-form', ['user_activity']],
        ['kept-envelope-of-one-partition', ['user_activity', 'user_activity', 'user_activity']],
        ['set-aside-control-message', []],
        ['refused-not-json', ['not_json']],
        ['refused-no-user-pool-id', ['no_user_pool_id']],
    ]);
});

test('every form of an activity event is among the odd forms', () => {
    const forms = new Set(oddForms().map(({ form }) => form));

    expect(ACTIVITY_VARIATIONS.filter(({ name }) => !forms.has(name))).toEqual([]);
});

test('one name has a leading equals sign, a comma, markup and an escape sequence', () => {
    const texts = [...sampleFiles().values()].filter((bytes) =>
        bytes.includes(JSON.stringify('=1+1,<b>eve</b>\u001b[31m')),
    );

    expect(texts.length).toBeGreaterThan(0);
});

test('only addresses kept for documentation stand in the files', () => {
    const addresses = [...sampleFiles().values()].flatMap(
        (bytes) => bytes.toString('latin1').match(/(?<="ipAddress":\s?")[^"]+/g) ?? [],
    );

    const others = addresses.filter(
        (address) => !/^(192\.0\.2|198\.51\.100|203\.0\.113)\.|^2001:db8:|^null$/.test(address),
    );

    expect(addresses.length).toBeGreaterThan(150);
    expect(others).toEqual([]);
});
