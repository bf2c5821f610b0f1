/** Tests of what is reported of a batch. What is written of real ones is tested with the handler: test/functions/transform.test.ts. */
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { reportBatch } from '../../lib/report-batch.ts';
import { base64, handled, readRow, SETTINGS } from './given-firehose.ts';
import { activityText } from './given-events.ts';

let written = '';
const context = z.custom<Context>().parse({ awsRequestId: 'a-request' });

beforeEach(() => {
    written = '';
    const catchOutput = (chunk: string | Uint8Array): boolean => {
        written += Buffer.from(chunk).toString();
        return true;
    };
    vi.spyOn(process.stdout, 'write').mockImplementation(catchOutput);
    vi.spyOn(process.stderr, 'write').mockImplementation(catchOutput);
});
afterEach(() => vi.restoreAllMocks());

const reported = async (text: string): Promise<readonly object[]> => {
    reportBatch(await handled([base64(text)]), SETTINGS, context);
    return written.trimEnd().split('\n').map(readRow);
};

test('a good batch is a line of information and one metric document', async () => {
    const lines = await reported(activityText());

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'batch', rows: 1, refused_by_reason: {} });
    expect(lines[0]).not.toHaveProperty('hint');
    expect(lines[1]).toMatchObject({ stream: SETTINGS.user_activity, rows: 1, refused: 0 });
});

test('a batch of which something was refused is a warning, with a metric document for the reason', async () => {
    const lines = await reported('{');

    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ level: 'WARN', refused: 1, refused_by_reason: { not_json: 1 } });
});

test('every metric of a document is declared, as a count', async () => {
    const [, document] = await reported(activityText());
    const declared = z.object({ _aws: z.object({ CloudWatchMetrics: z.tuple([z.object({ Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })) })]) }) }).parse(document);

    const [{ Metrics }] = declared._aws.CloudWatchMetrics;

    expect(Metrics.map(({ Name, Unit }) => `${Name} ${Unit}`)).toEqual([
        'arrivals Count', 'kept Count', 'set_aside Count', 'refused Count', 'taken_apart Count',
        'events Count', 'rows Count', 'refused_events Count', 'put_back_events Count', 'put_back_pieces Count',
    ]);
});
