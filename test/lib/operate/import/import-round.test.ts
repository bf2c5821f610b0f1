/** Tests of a round of an import. */
import { expect, test } from 'vitest';
import { ImportRound } from '../../../../lib/operate/import/import-round.ts';
import { usualText } from '../../../fixtures/records.ts';

const PROVENANCE = {
    ingestPath: 's3_export',
    modifiedAt: Date.UTC(2026, 0, 2),
    latestAt: Date.UTC(2026, 0, 3),
} as const;

const roundOf = (...texts: readonly string[]): ImportRound => {
    const round = new ImportRound();
    for (const text of texts) round.add({ bytes: Buffer.from(text), line: 1 }, PROVENANCE);
    return round;
};

test('a record of a saved event that is not base64 is sent as written, so that the transform rejects it', () => {
    const saved = (data: string): string =>
        JSON.stringify({
            invocationId: 'i',
            region: 'us-west-2',
            deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/x',
            records: [{ recordId: '1', approximateArrivalTimestamp: 1_767_225_607_000, data }],
        });

    const round = roundOf(saved('no base64!'), saved(Buffer.from(usualText).toString('base64')));

    expect([round.valueCount, round.events, round.rejected]).toEqual([2, 2, 0]);
    expect(round.pieces().map(({ bytes }) => bytes.toString())).toEqual([
        expect.stringContaining('"cognito_log_lake":1'),
        'no base64!',
    ]);
});
