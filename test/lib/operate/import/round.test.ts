import { expect, test } from 'vitest';
import { Round } from '../../../../lib/operate/import/round.ts';
import { usualText } from '../../../fixtures/records.ts';

const CAME = { ingestPath: 's3_export', modifiedAt: Date.UTC(2026, 0, 2), latestAt: Date.UTC(2026, 0, 3) } as const;

const roundOf = (...texts: readonly string[]): Round => {
    const round = new Round();
    for (const text of texts) round.add({ bytes: Buffer.from(text), line: 1 }, CAME);
    return round;
};

test('a record that is no base64 in an invocation that somebody saved travels as it is written: the transform refuses it, and its text is kept', () => {
    const saved = (data: string): string =>
        JSON.stringify({
            invocationId: 'i',
            region: 'us-west-2',
            deliveryStreamArn: 'arn:aws:firehose:us-west-2:123456789012:deliverystream/x',
            records: [{ recordId: '1', approximateArrivalTimestamp: 1_767_225_607_000, data }],
        });

    const round = roundOf(saved('no base64!'), saved(Buffer.from(usualText).toString('base64')));

    expect([round.count, round.events, round.refused]).toEqual([2, 2, 0]);
    expect(round.pieces().map(({ bytes }) => bytes.toString())).toEqual([
        expect.stringContaining('"cognito_log_lake":1'),
        'no base64!',
    ]);
});
