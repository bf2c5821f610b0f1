/** Tests of what is reported of a batch. What is written of real ones is tested with the handler: test/functions/transform.test.ts. */
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { reportBatch } from '../../../lib/transform/report-batch.ts';
import { METRICS } from '../../stack/check/metrics.ts';
import { base64, handled, POOL, readRow, SETTINGS } from '../../support/given-firehose.ts';
import { activityText, notificationText } from '../../support/given-events.ts';

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

const reported = async (
    text: string,
    listedPools?: readonly string[],
    stream: string = SETTINGS.user_activity,
): Promise<readonly object[]> => {
    reportBatch(
        await handled([base64(text)], { stream }),
        listedPools === undefined ? SETTINGS : { ...SETTINGS, listed_pools: new Set(listedPools) },
        context,
    );
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
    const declared = z
        .object({
            _aws: z.object({
                CloudWatchMetrics: z.tuple([
                    z.object({ Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })) }),
                ]),
            }),
        })
        .parse(document);

    const [{ Metrics }] = declared._aws.CloudWatchMetrics;

    expect(Metrics.map(({ Name, Unit }) => `${Name} ${Unit}`)).toEqual([
        'arrivals Count',
        'kept Count',
        'set_aside Count',
        'refused Count',
        'taken_apart Count',
        'events Count',
        'rows Count',
        'refused_events Count',
        'put_back_events Count',
        'put_back_pieces Count',
        'unknown_fields Count',
        'unlisted_pool_events Count',
    ]);
});

test('a row of a listed pool is a metric of the pool, by which its silence is noticed', async () => {
    const lines = await reported(activityText(), [POOL, 'other_1']);

    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ unlisted_pools: [] });
    expect(lines[1]).toMatchObject({ unlisted_pool_events: 0 });
    expect(lines[2]).toMatchObject({ service: 'cognito-log-lake', user_pool_id: POOL, rows: 1 });
    expect(lines[2]).not.toHaveProperty('stream');
});

test('rows of a pool that is not listed are counted and named, and are no dimension', async () => {
    const lines = await reported(activityText(), ['other_1']);

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ unlisted_pools: [POOL] });
    expect(lines[1]).toMatchObject({ unlisted_pool_events: 1, rows: 1 });
});

test('notifications are no sign of activity: their pool stays silent', async () => {
    const [, document, ...others] = await reported(notificationText('x'), [POOL], SETTINGS.user_notification);

    expect(document).toMatchObject({ rows: 1, unlisted_pool_events: 0 });
    expect(others).toEqual([]);
});

test('fields that no column takes are counted, those that did not fit their column are not', async () => {
    const [line, document] = await reported(activityText({ newField: { a: 1, b: 2 }, hasContextData: 'perhaps' }));

    expect(line).toMatchObject({ unknown_fields: 2 });
    expect(document).toMatchObject({ unknown_fields: 2 });
});

test('what the alarms look at is what is published', async () => {
    const [, document] = await reported(activityText(), [POOL]);
    const watched = METRICS.filter(
        ({ name, dimensions }) => name.startsWith('CognitoLogLake/') && dimensions.join() === 'service,stream',
    ).map(({ name }) => name.split('/')[1]);

    expect(watched.toSorted()).toEqual(
        Object.keys(document ?? {})
            .filter((name) => !['_aws', 'service', 'stream'].includes(name))
            .toSorted(),
    );
});
