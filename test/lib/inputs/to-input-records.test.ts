/** Tests of converting the values of an input into records. */
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toInputRecords } from '../../../lib/inputs/to-input-records.ts';
import { usualText } from '../../fixtures/records.ts';

const provenance = { ingestPath: null, modifiedAt: Date.UTC(2026, 0, 2), latestAt: Date.UTC(2026, 5, 1) };
const at = (line: number, bytes: string | Uint8Array): { bytes: Buffer; line: number } => ({
    bytes: Buffer.from(bytes),
    line,
});

test('an event becomes a record with its position, and so does an unrecognised value', () => {
    expect(toInputRecords([at(1, usualText), at(7, 'nonsense')], provenance, 'a')).toEqual({
        records: [
            {
                table: 'user_activity',
                arrivedAt: 1767225604000,
                data: Buffer.from(usualText).toString('base64'),
                position: { name: 'a', line: 1 },
            },
            {
                table: 'user_activity',
                arrivedAt: provenance.modifiedAt,
                data: Buffer.from('nonsense').toString('base64'),
                position: { name: 'a', line: 7 },
            },
        ],
        unusable: [],
    });
});

test('a value of zero bytes is padding, and is skipped', () => {
    expect(toInputRecords([at(1, Buffer.alloc(512))], provenance, 'a')).toEqual({ records: [], unusable: [] });
});

test('an event beyond the Firehose record limit is compressed', () => {
    const large = usualText.replace('"ana"', `"${'a'.repeat(2_000_000)}"`);

    const { records } = toInputRecords([at(1, large)], provenance, 'a');

    expect(records.map(({ data }) => gunzipSync(Buffer.from(data, 'base64')).toString())).toEqual([large]);
});

test.each([
    ['compresses badly', randomBytes(2_000_000).toString('base64'), 2_000_001],
    ['is not base64', '*'.repeat(2_000_000), 1_500_000],
])('a saved record beyond the Firehose limit is unusable if its data %s', (_, data, bytes) => {
    const record = { approximateArrivalTimestamp: 1, data };

    const { records, unusable } = toInputRecords(
        [at(3, JSON.stringify({ deliveryStreamArn: 'x', records: [record] }))],
        provenance,
        'a',
    );

    expect({ records, unusable }).toEqual({
        records: [],
        unusable: [{ where: 'a, line 3', why: `record of ${bytes} bytes; the Firehose limit is 1024000` }],
    });
});
