/** Tests of the report of a batch. test/functions/transform.test.ts tests it with the handler. */
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { reportBatch } from '../../../lib/transform/report-batch.ts';
import { PUBLISHED_METRICS } from '../../stack/check/published-metrics.ts';
import { base64, transformBatch, POOL, parseJsonRow, SETTINGS } from '../../support/transform-batch.ts';
import { activityText, notificationText } from '../../support/sample-events.ts';

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
        await transformBatch([base64(text)], { stream }),
        listedPools === undefined ? SETTINGS : { ...SETTINGS, listed_pools: new Set(listedPools) },
        context,
    );
    return written.trimEnd().split('\n').map(parseJsonRow);
};

test('a batch without rejections is one INFO line and one metric document', async () => {
    const lines = await reported(activityText());

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'batch', rows: 1, rejected_by_reason: {} });
    expect(lines[0]).not.toHaveProperty('hint');
    expect(lines[1]).toMatchObject({ stream: SETTINGS.user_activity, rows: 1, rejected: 0 });
});

test('a batch with a rejection is a WARN line, with a metric document for the reason', async () => {
    const lines = await reported('{');

    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ level: 'WARN', rejected: 1, rejected_by_reason: { not_json: 1 } });
});

test('the document declares every metric as a count', async () => {
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
        'records Count',
        'ok Count',
        'dropped Count',
        'rejected Count',
        'split Count',
        'events Count',
        'rows Count',
        'rejected_events Count',
        'reingested_events Count',
        'reingested_pieces Count',
        'unknown_fields Count',
        'unlisted_pool_events Count',
    ]);
});

test('a row of a listed pool is counted in a metric of the pool', async () => {
    const lines = await reported(activityText(), [POOL, 'other_1']);

    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ unlisted_pools: [] });
    expect(lines[1]).toMatchObject({ unlisted_pool_events: 0 });
    expect(lines[2]).toMatchObject({ service: 'cognito-log-lake', user_pool_id: POOL, rows: 1 });
    expect(lines[2]).not.toHaveProperty('stream');
});

test('rows of an unlisted pool are counted, and the pool is logged but is no dimension', async () => {
    const lines = await reported(activityText(), ['other_1']);

    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ unlisted_pools: [POOL] });
    expect(lines[1]).toMatchObject({ unlisted_pool_events: 1, rows: 1 });
});

test('notifications do not count as activity of their pool', async () => {
    const [, document, ...others] = await reported(notificationText('x'), [POOL], SETTINGS.user_notification);

    expect(document).toMatchObject({ rows: 1, unlisted_pool_events: 0 });
    expect(others).toEqual([]);
});

test('unknown_fields counts fields without a column, not values that do not fit their column', async () => {
    const [line, document] = await reported(activityText({ newField: { a: 1, b: 2 }, hasContextData: 'perhaps' }));

    expect(line).toMatchObject({ unknown_fields: 2 });
    expect(document).toMatchObject({ unknown_fields: 2 });
});

test('the alarms use exactly the published metrics', async () => {
    const [, document] = await reported(activityText(), [POOL]);
    const used = PUBLISHED_METRICS.filter(
        ({ name, dimensions }) => name.startsWith('CognitoLogLake/') && dimensions.join() === 'service,stream',
    ).map(({ name }) => name.split('/')[1]);

    expect(used.toSorted()).toEqual(
        Object.keys(document ?? {})
            .filter((name) => !['_aws', 'service', 'stream'].includes(name))
            .toSorted(),
    );
});
