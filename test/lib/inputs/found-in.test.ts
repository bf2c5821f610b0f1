/** Tests of what is found in the stretches of an input. */
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { foundIn } from '../../../lib/inputs/found-in.ts';
import { usualText } from '../../fixtures/records.ts';

const came = { ingestPath: null, modifiedAt: Date.UTC(2026, 0, 2), latestAt: Date.UTC(2026, 5, 1) };
const at = (line: number, bytes: string | Uint8Array): { bytes: Buffer; line: number } => ({
    bytes: Buffer.from(bytes),
    line,
});

test('an event is handed over with its line, and so is what is nothing of Cognito’s', () => {
    expect(foundIn([at(1, usualText), at(7, 'nonsense')], came, 'a')).toEqual({
        handed: [
            {
                table: 'user_activity',
                arrivedAt: 1767225604000,
                data: Buffer.from(usualText).toString('base64'),
                origin: { name: 'a', line: 1 },
            },
            {
                table: 'user_activity',
                arrivedAt: came.modifiedAt,
                data: Buffer.from('nonsense').toString('base64'),
                origin: { name: 'a', line: 7 },
            },
        ],
        unusable: [],
    });
});

test('a stretch of zeros is padding', () => {
    expect(foundIn([at(1, Buffer.alloc(512))], came, 'a')).toEqual({ handed: [], unusable: [] });
});

test('an event of more than Firehose takes is handed over compressed', () => {
    const large = usualText.replace('"ana"', `"${'a'.repeat(2_000_000)}"`);

    const { handed } = foundIn([at(1, large)], came, 'a');

    expect(handed.map(({ data }) => gunzipSync(Buffer.from(data, 'base64')).toString())).toEqual([large]);
});

test.each([
    ['that compresses badly', randomBytes(2_000_000).toString('base64'), 2_000_001],
    ['that is no base64', '*'.repeat(2_000_000), 1_500_000],
])('a record of a saved event that Firehose would not take, and %s, is named', (_, data, bytes) => {
    const record = { approximateArrivalTimestamp: 1, data };

    const { handed, unusable } = foundIn(
        [at(3, JSON.stringify({ deliveryStreamArn: 'x', records: [record] }))],
        came,
        'a',
    );

    expect({ handed, unusable }).toEqual({
        handed: [],
        unusable: [{ where: 'a, line 3', why: `a record of ${bytes} bytes; Firehose takes at most 1024000` }],
    });
});
