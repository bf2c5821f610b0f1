/** Tests of hostile values in a replay: no path leaves its table, and no value breaks a line. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { writeParcel } from '../../../../schemas/parcel.ts';
import { EVENT_TYPES } from '../../../../schemas/vocabulary.ts';
import { activityText, lineOf, notificationText } from '../../../support/sample-events.ts';
import { buildAll, listFiles, runReplay, readTable } from '../../../support/run-replay.ts';

beforeAll(buildAll);

/** Values that would leave the folder if they were used in a path unchecked. */
const PATHS = [
    '../../x',
    '..',
    '.',
    '/etc/x',
    'a/b',
    'a\\b',
    'a_b/../../c',
    'us-west-2_EXAMPLE/../..',
    '%2e%2e%2fx_1',
    'a\nb_1',
    'a_1\n',
    'a\u0000_1',
    'a_1\u2028',
    'ä_1',
    '=_1',
    'x'.repeat(10_000),
    `us-west-2_${'E'.repeat(10_000)}`,
];

const withPool = (userPoolId: string): string => activityText({}, { logSourceId: { userPoolId } });
const withType = (eventType: string): string => activityText({ eventType });
const withKey = (key: string): string => activityText({ [key]: 'value', nested: { [key]: 'value' } });
const row = (fields: object): string => JSON.stringify({ ...JSON.parse(lineOf(activityText()).line), ...fields });

const REJECTED: readonly string[] = [
    ...PATHS.map(withPool),
    ...PATHS.map((userPoolId) => notificationText('x', { logSourceId: { userPoolId } })),
    ...PATHS.flatMap((path) => [
        row({ user_pool_id: path }),
        row({ event_type: path }),
        row({ dt: path }),
        row({ dt: `2026-01-01/${path}` }),
        row({ ingest_path: path }),
        row({ record_id: path }),
    ]),
];
const ACCEPTED: readonly string[] = [
    ...PATHS.map(withType),
    ...PATHS.map(withKey),
    activityText({ 'a\nb': 'c\nd', 'e\r': '\r\n', '\u2028': '\u2029', userName: '\u0085\n' }),
    notificationText('a\nb\r\n\u2028'),
    activityText({ creationDate: '9999-12-31T23:59:59Z' }, { eventTimestamp: '999999999999999999' }),
    activityText({ creationDate: '../../x' }, { eventTimestamp: '../../x' }),
];

const TYPES = [...EVENT_TYPES, 'DeliveryError'].join('|');
const TABLE_FILE =
    'user_(?:activity|notification)/user_pool_id=us-west-2_EXAMPLE/' +
    `event_type=(?:${TYPES})/dt=\\d{4}-\\d\\d-\\d\\d/(?:compact-[0-9a-f]{16}|[0-9a-f]{16}-1)\\.parquet`;
const ERROR_FILE =
    'errors/local-user-(?:activity|notification)/processing-failed/\\d{4}/\\d\\d/\\d\\d/\\d\\d/' +
    'local-user-(?:activity|notification)-[0-9a-f]{16}';
const EXPECTED_PATH = new RegExp(`^(?:${TABLE_FILE}|${ERROR_FILE})$`);

const envelope = (texts: readonly string[]): Buffer =>
    gzipSync(
        JSON.stringify({
            messageType: 'DATA_MESSAGE',
            logGroup: '../../x',
            logEvents: texts.map((message, at) => ({ id: `../${at}`, timestamp: 1767225605000, message })),
        }),
    );

const FORMS: readonly (readonly [string, (texts: readonly string[]) => string | Uint8Array])[] = [
    ['one per line', (texts) => texts.join('\n')],
    ['concatenated', (texts) => texts.join('')],
    ['in an envelope', envelope],
    [
        'in parcels',
        (texts) =>
            texts
                .map((text) =>
                    writeParcel({ text, arrivedAt: 1767225605000, ingestPath: 'backfill', logEventId: '../../x\n' }),
                )
                .join('\n'),
    ],
    [
        'in a saved event of a stream named like a path',
        (texts) =>
            JSON.stringify({
                deliveryStreamArn: 'arn:aws:firehose:x:1:deliverystream/../../../x',
                records: [...texts, texts.join('\n')].map((text) => ({
                    approximateArrivalTimestamp: 1767225605000,
                    data: Buffer.from(text).toString('base64'),
                })),
            }),
    ],
];

const errorObject = z.object({ rawData: z.base64() });

test.each(FORMS)('hostile values %s stay in their folders, and every row and error is one line', async (_, write) => {
    const done = await runReplay({ input: write([...REJECTED, ...ACCEPTED]) });

    const outsideLake = listFiles(dirname(done.lake)).filter((path) => !path.startsWith('lake/'));
    const [inLake, errors] = [listFiles(done.lake), listFiles(join(done.lake, 'errors'))];
    expect(outsideLake).toEqual([]);
    expect(inLake.filter((path) => !EXPECTED_PATH.test(path))).toEqual([]);
    const ids = [
        ...(await readTable(done, 'user_activity', 'record_id')),
        ...(await readTable(done, 'user_notification', 'record_id')),
    ].map(({ record_id: id }) => id);
    expect(new Set(ids).size).toBe(new Set(ACCEPTED).size);
    const lines = errors.flatMap((path) =>
        readFileSync(join(done.lake, 'errors', path), 'utf8')
            .trimEnd()
            .split('\n'),
    );
    expect(lines.every((line) => errorObject.safeParse(JSON.parse(line)).success)).toBe(true);
    expect(done.summary).toMatchObject({ adds_up: true, failed: 0 });
    expect(done.summary.rejected).toBeGreaterThanOrEqual(REJECTED.length);
});

test('a key with a newline is stored unchanged', async () => {
    const done = await runReplay({ input: ACCEPTED.join('\n') });

    const names = (await readTable(done, 'user_activity', 'extra_names')).flatMap(({ extra_names }) =>
        Array.isArray(extra_names) ? extra_names.map(String) : [],
    );
    expect(names).toEqual(
        expect.arrayContaining(['message.a\nb', 'message.e\r', 'message.\u2028', 'message.nested.../../x']),
    );
});
