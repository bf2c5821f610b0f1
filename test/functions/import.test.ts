/** Tests of the import function: the real handler and AWS SDK against fake servers; rows equal those of a replay. */
import { randomBytes } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { activityText, notificationText } from '../support/sample-events.ts';
import { buildAll, listFiles, writeInputFiles, runReplay, readTable, type TableRow } from '../support/run-replay.ts';
import { PUBLISHED_METRICS } from '../stack/check/published-metrics.ts';
import {
    EXPORT_BUCKET_NAME,
    etagOf,
    EXPORT_FOLDER,
    exportKeyOf,
    notificationFor,
    withFakeImport,
    WRITTEN_AT,
    type FakeImportAws,
} from '../support/with-fake-import.ts';
import type { CallFate, FakeFirehose } from '../support/fake-firehose.ts';

beforeAll(buildAll);

const DAY_MS = 86_400_000;
const TYPES = ['SignIn', 'SignUp', 'ForgotPassword'] as const;

/** Events of three types, two days and two tables; every tenth has no time of its own. */
const eventAt = (index: number): string => {
    const at = Date.UTC(2026, 0, 1, 23, 59) + (index % 7) * 60_000;
    if (index % 11 === 0) return notificationText(`no ${index}`, { eventTimestamp: String(at) });
    const message = {
        eventId: `id-${index}`,
        eventType: TYPES[index % 3],
        creationDate: index % 10 === 0 ? '' : new Date(at).toISOString(),
    };
    return activityText(message, index % 10 === 0 ? { eventTimestamp: '' } : { eventTimestamp: String(at) });
};

const eventsFrom = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => eventAt(from + index));
/** As the service writes it: no newline after the last event. */
const objectOf = (lines: readonly string[]): Buffer => gzipSync(lines.join('\n'));

type Lake = {
    readonly activity: readonly TableRow[];
    readonly notifications: readonly TableRow[];
    readonly rejected: readonly string[];
};

const errorData = (lake: string): readonly string[] =>
    listFiles(join(lake, 'errors'))
        .flatMap((path) =>
            readFileSync(join(lake, 'errors', path), 'utf8')
                .trimEnd()
                .split('\n'),
        )
        .map((line) => {
            const { rawData }: { rawData: string } = JSON.parse(line);
            return Buffer.from(rawData, 'base64').toString('latin1');
        })
        .toSorted();

const lakeOf = async ({ lake }: { lake: string }, columns: string): Promise<Lake> => ({
    activity: await readTable({ lake }, 'user_activity', columns),
    notifications: await readTable({ lake }, 'user_notification', columns),
    rejected: [...new Set(errorData(lake))],
});

/** The lake of a replay of the objects. */
const replayOf = async (objects: Readonly<Record<string, Buffer>>): Promise<Lake> => {
    const folder = writeInputFiles(objects);
    for (const path of listFiles(folder)) utimesSync(join(folder, path), WRITTEN_AT / 1000, WRITTEN_AT / 1000);
    return lakeOf(await runReplay(folder), 'distinct *');
};

/** The records of a stream as the event that Firehose sends to the function. */
const savedEvent = (stream: string, records: readonly Buffer[]): string =>
    JSON.stringify({
        deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${stream}`,
        records: records.map((bytes, index) => ({
            recordId: String(index),
            approximateArrivalTimestamp: WRITTEN_AT + DAY_MS,
            data: bytes.toString('base64'),
        })),
    });

/** The lake of the records on the streams. */
const lakeBehind = async ({ acceptedByStream }: FakeFirehose, columns = 'distinct *'): Promise<Lake> =>
    lakeOf(
        await runReplay(
            Object.fromEntries(
                [...acceptedByStream].map(([stream, records]) => [`${stream}.json`, savedEvent(stream, records)]),
            ),
        ),
        columns,
    );

const logged = ({ lines }: FakeImportAws): Record<string, unknown> | undefined =>
    lines().find(({ message }) => message === 'import');
const metricsOf = ({ lines }: FakeImportAws): readonly Record<string, unknown>[] =>
    lines().filter((line) => '_aws' in line);

describe('an exported object', () => {
    test('is put on the streams in few records, which give the rows of a replay in every column', async () => {
        const objects = { [exportKeyOf('a')]: objectOf(eventsFrom(0, 1000)) };

        await withFakeImport(objects, [], async (aws) => {
            const response = await aws.invoke([notificationFor(exportKeyOf('a'))]);

            expect(response).toEqual({ batchItemFailures: [] });
            // Three types on two days, and notifications on two days.
            expect(aws.firehose.acceptedRecords).toHaveLength(8);
            expect([...aws.firehose.acceptedByStream.values()].map(({ length }) => length)).toEqual([6, 2]);
            const lake = await lakeBehind(aws.firehose, '*');
            expect(lake.activity.length + lake.notifications.length).toBe(1000);
            expect(new Set([...lake.activity, ...lake.notifications].map(({ ingest_path }) => ingest_path))).toEqual(
                new Set(['s3_export']),
            );
            expect(lake).toEqual(await replayOf(objects));
        });
    });

    test('gives one log line, and published metrics that add up', async () => {
        await withFakeImport({ [exportKeyOf('a')]: objectOf(eventsFrom(0, 100)) }, [], async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a'))]);

            expect(aws.lines()).toHaveLength(2);
            expect(logged(aws)).toMatchObject({
                level: 'INFO',
                service: 'cognito-log-lake',
                status: 'imported',
                object: `s3://${EXPORT_BUCKET_NAME}/${exportKeyOf('a')}`,
                done_before: 0,
                done: 100,
                events: 100,
                put_events: 100,
                rejected_events: 0,
                put_records: 8,
                function_request_id: 'a-request',
            });
            const [{ _aws, ...counts }] = metricsOf(aws) as [Record<string, unknown>];
            expect(counts).toEqual({
                service: 'cognito-log-lake',
                imported_objects: 1,
                continued_objects: 0,
                skipped_objects: 0,
                missing_objects: 0,
                failed_objects: 0,
                import_events: 100,
                import_put_events: 100,
                import_rejected_events: 0,
                import_put_records: 8,
            });
            const published = PUBLISHED_METRICS.filter(({ dimensions }) => dimensions.join() === 'service').map(
                ({ name }) => name.split('/')[1],
            );
            expect(
                Object.keys(counts)
                    .filter((name) => name !== 'service')
                    .toSorted(),
            ).toEqual(published.toSorted());
            expect(_aws).toMatchObject({
                CloudWatchMetrics: [{ Namespace: 'CognitoLogLake', Dimensions: [['service']] }],
            });
        });
    });

    test('keeps invalid lines: each is put on the stream as in a replay, and rejected with its bytes', async () => {
        const bad = [
            '{"eventTimestamp":"17',
            'no json',
            '[1]',
            '{}',
            activityText({}, { logSourceId: {} }),
            '\u001f\u008b',
            '{"eventSource":"USER_AUTH_EVENTS"',
        ];
        const objects = {
            [exportKeyOf('a')]: objectOf([
                bad[0]!,
                eventAt(1),
                ...bad.slice(1, 5),
                eventAt(2),
                bad[5]!,
                eventAt(3),
                bad[6]!,
            ]),
        };

        await withFakeImport(objects, [], async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a'))]);

            const lake = await lakeBehind(aws.firehose);
            expect(logged(aws)).toMatchObject({ status: 'imported', rejected_events: 0 });
            expect(logged(aws)?.['put_events']).toBe(logged(aws)?.['events']);
            expect(lake).toEqual(await replayOf(objects));
            expect(lake.activity).toHaveLength(3);
            expect(lake.rejected.length).toBeGreaterThanOrEqual(6);
        });
    });

    test('may have only invalid lines', async () => {
        const objects = { [exportKeyOf('a')]: objectOf(['one', 'two']) };

        await withFakeImport(objects, [], async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a'))]);

            expect(aws.firehose.acceptedRecords.map(String)).toEqual(['one\ntwo']);
        });
    });

    test('may be empty, uncompressed or have several gzip members', async () => {
        const objects = {
            [exportKeyOf('a')]: Buffer.alloc(0),
            [exportKeyOf('b')]: Buffer.from(eventsFrom(0, 3).join('\n')),
            [exportKeyOf('c')]: Buffer.concat([objectOf([eventAt(4), '']), objectOf([eventAt(5)])]),
        };

        await withFakeImport(objects, [], async (aws) => {
            const response = await aws.invoke([
                notificationFor(exportKeyOf('a'), exportKeyOf('b')),
                notificationFor(exportKeyOf('c')),
            ]);

            expect(response).toEqual({ batchItemFailures: [] });
            expect(
                aws
                    .lines()
                    .filter(({ message }) => message === 'import')
                    .map(({ events }) => events),
            ).toEqual([0, 3, 2]);
        });
    });

    test('may have special characters in its key', async () => {
        const key = `${EXPORT_FOLDER}/a +%é&b=ü.log.gz`;

        await withFakeImport({ [key]: objectOf([eventAt(1)]) }, [], async (aws) => {
            await aws.invoke([notificationFor(key)]);

            expect(logged(aws)).toMatchObject({ status: 'imported', events: 1 });
        });
    });

    test('has large events compressed in records of their own, and counts an event too large even then', async () => {
        const [large, tooLarge] = [800_000, 1_100_000].map((bytes) =>
            activityText({ userName: randomBytes(bytes).toString('base64') }),
        );

        await withFakeImport(
            { [exportKeyOf('a')]: objectOf([eventAt(1), large!, tooLarge!, eventAt(4)]) },
            [],
            async (aws) => {
                const response = await aws.invoke([notificationFor(exportKeyOf('a'))]);

                expect(response).toEqual({ batchItemFailures: [] });
                expect(logged(aws)).toMatchObject({
                    level: 'WARN',
                    status: 'imported',
                    done: 4,
                    events: 4,
                    put_events: 3,
                    rejected_events: 1,
                    hint: 'Events too large for a stream are not imported; they stay in the object',
                });
                expect((await lakeBehind(aws.firehose)).activity).toHaveLength(3);
            },
        );
    });
});

const LARGE = objectOf(eventsFrom(0, 5200));

describe('a large object', () => {
    test('is continued in new messages before the timeout, and gives the rows of a replay', async () => {
        const objects = { [exportKeyOf('a')]: LARGE };

        await withFakeImport(objects, [], async (aws) => {
            const lines: unknown[] = [];
            let next = notificationFor(exportKeyOf('a'));
            for (let message = 0; message < 2; message += 1) {
                expect(await aws.invoke([next], () => 74_000)).toEqual({ batchItemFailures: [] });
                lines.push([
                    logged(aws)?.['status'],
                    logged(aws)?.['done_before'],
                    logged(aws)?.['done'],
                    logged(aws)?.['events'],
                ]);
                next = aws.sentMessages[message]?.body ?? '';
            }

            expect(lines).toEqual([
                ['continued', 0, 5000, 5000],
                ['imported', 5000, 5200, 200],
            ]);
            expect(aws.sentMessages.map(({ delay }) => delay)).toEqual([0]);
            expect(JSON.parse(aws.sentMessages[0]!.body)).toMatchObject({
                cognito_log_lake_import: 1,
                bucket: EXPORT_BUCKET_NAME,
                key: exportKeyOf('a'),
                done: 5000,
            });
            const lake = await lakeBehind(aws.firehose, '*');
            expect(lake.activity.length + lake.notifications.length).toBe(5200);
            expect(lake).toEqual(await replayOf(objects));
        });
    });

    test('is continued a minute later if the streams throttle, without the part that is done', async () => {
        const throttled = Array.from({ length: 30 }, (): CallFate => ({
            error: 'ServiceUnavailableException',
            status: 503,
        }));

        await withFakeImport({ [exportKeyOf('a')]: LARGE }, ['accepted', 'accepted', ...throttled], async (aws) => {
            expect(await aws.invoke([notificationFor(exportKeyOf('a'))])).toEqual({ batchItemFailures: [] });
            const first = logged(aws);
            const { sentMessages } = aws;
            expect(await aws.invoke([sentMessages[0]!.body])).toEqual({
                batchItemFailures: [{ itemIdentifier: 'message-0' }],
            });

            expect(first).toMatchObject({
                level: 'WARN',
                status: 'continued',
                done: 5000,
                put_events: 5000,
                hint: 'A new message imports the rest of the object',
            });
            expect(String(first?.['error'])).toMatch(/^PutFailedError: the streams did not accept \d+ of \d+ records$/);
            expect(sentMessages).toMatchObject([{ delay: 60 }]);
            // Without progress the message itself is delivered again.
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                status: 'failed',
                done_before: 5000,
                done: 5000,
                events: 0,
            });
        });
    });

    test('with a new ETag is imported from the start', async () => {
        await withFakeImport({ [exportKeyOf('a')]: LARGE }, [], async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a'))], () => 74_000);
            const before = aws.firehose.acceptedRecords.length;
            aws.objects.set(exportKeyOf('a'), { bytes: objectOf(eventsFrom(30_000, 40)), modifiedAt: WRITTEN_AT });

            expect(await aws.invoke([aws.sentMessages[0]!.body])).toEqual({ batchItemFailures: [] });

            expect(logged(aws)).toMatchObject({ status: 'imported', done_before: 0, done: 40, events: 40 });
            expect(aws.firehose.acceptedRecords.length).toBeGreaterThan(before);
        });
    });

    test('that is replaced during the import is imported from the start again', async () => {
        const other = objectOf(eventsFrom(50_000, 30));
        const bulky = objectOf(
            Array.from({ length: 1000 }, (_, index) =>
                activityText({ eventId: index, userName: randomBytes(500).toString('base64') }),
            ),
        );

        await withFakeImport({ [exportKeyOf('a')]: bulky }, [], async (aws) => {
            aws.faults.bucket = (request, response) => {
                if (request.method !== 'GET') return false;
                aws.faults.bucket = null;
                const { bytes } = aws.objects.get(exportKeyOf('a'))!;
                response.writeHead(200, {
                    etag: `"${etagOf(bytes)}"`,
                    'content-length': bytes.length,
                    'last-modified': new Date(WRITTEN_AT).toUTCString(),
                });
                response.write(bytes.subarray(0, Math.floor(bytes.length * 0.8)), () => {
                    aws.objects.set(exportKeyOf('a'), { bytes: other, modifiedAt: WRITTEN_AT });
                    response.destroy();
                });
                return true;
            };

            await aws.invoke([notificationFor(exportKeyOf('a'))]);
            const first = logged(aws);
            await aws.invoke([aws.sentMessages[0]!.body]);

            expect(first).toMatchObject({ status: 'continued' });
            expect(String(first?.['error'])).toContain('it was replaced during the read');
            expect(Number(first?.['events'])).toBeGreaterThan(500);
            expect(logged(aws)).toMatchObject({ status: 'imported', done_before: 0, events: 30 });
        });
    });

    test('is read completely over connections that break', async () => {
        await withFakeImport({ [exportKeyOf('a')]: LARGE }, [], async (aws) => {
            aws.faults.bucket = (request, response, served) => {
                if (request.method !== 'GET' || served > 3) return false;
                const { bytes } = aws.objects.get(exportKeyOf('a'))!;
                const from = Number(/bytes=(\d+)-/.exec(String(request.headers.range))?.[1] ?? 0);
                response.writeHead(from > 0 ? 206 : 200, {
                    etag: `"${etagOf(bytes)}"`,
                    'content-length': bytes.length - from,
                });
                response.write(bytes.subarray(from, from + 10_000), () => response.destroy());
                return true;
            };

            await aws.invoke([notificationFor(exportKeyOf('a'))]);

            expect(logged(aws)).toMatchObject({ status: 'imported', events: 5200, put_events: 5200 });
        });
    });

    test('that is cut off is imported up to there, and the message for its rest fails without records', async () => {
        const cut = LARGE.subarray(0, LARGE.length - 1000);

        await withFakeImport({ [exportKeyOf('a')]: cut }, [], async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a'))]);
            const [first, put] = [logged(aws), aws.firehose.acceptedRecords.length];
            const second = await aws.invoke([aws.sentMessages[0]!.body]);

            expect(first).toMatchObject({ status: 'continued', error: 'Error: the gzip data is truncated' });
            expect(Number(first?.['events'])).toBeGreaterThan(4000);
            expect(second).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
            expect(aws.firehose.acceptedRecords).toHaveLength(put);
        });
    });

    test('fails if the message for its rest cannot be sent', async () => {
        await withFakeImport({ [exportKeyOf('a')]: LARGE }, [], async (aws) => {
            aws.faults.isQueueBroken = true;

            const response = await aws.invoke([notificationFor(exportKeyOf('a'))], () => 74_000);

            expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
            expect(logged(aws)).toMatchObject({ level: 'ERROR', status: 'failed', put_events: 5000 });
        });
    });
});

test('log lines and metrics have no content of a record, for any outcome', async () => {
    const mark = 'zq7mark';
    const event = activityText({ userName: mark, userSub: mark, ipAddress: mark, city: mark, [mark]: mark });
    const lines = [
        event,
        notificationText(mark),
        event.slice(0, 80),
        `"${mark}"`,
        activityText({ userName: mark }, { eventSource: mark }),
        activityText({ userName: mark + randomBytes(1_100_000).toString('base64') }),
    ];
    const whole = objectOf([...lines, ...eventsFrom(0, 5200)]);
    const rejecting = Array.from({ length: 20 }, (): CallFate => ({ error: 'InvalidArgumentException' }));

    await withFakeImport(
        {
            [exportKeyOf('a')]: whole,
            [exportKeyOf('b')]: whole.subarray(0, whole.length - 500),
            [exportKeyOf('c')]: Buffer.from(mark),
        },
        ['accepted', { rejectEvery: 2 }, ...rejecting],
        async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('c'))]);
            const written = [JSON.stringify(aws.lines())];
            await aws.invoke([notificationFor(exportKeyOf('a')), mark, JSON.stringify({ [mark]: mark })]);
            written.push(JSON.stringify(aws.lines()));
            await aws.invoke([notificationFor(exportKeyOf('b'))]);
            written.push(JSON.stringify(aws.lines()));

            expect(written.join()).toContain('"rejected_events":1');
            expect(written.join()).toContain('"status":"failed"');
            expect(written.join()).not.toContain(mark);
        },
    );
});

describe('a message', () => {
    test('that is delivered twice, or again after a lost response, gives the same rows in every column', async () => {
        const objects = { [exportKeyOf('a')]: objectOf(eventsFrom(0, 500)) };
        const fates: CallFate[] = ['response_lost'];

        await withFakeImport(objects, fates, async (aws) => {
            await aws.invoke([notificationFor(exportKeyOf('a')), notificationFor(exportKeyOf('a'))]);
            await aws.invoke([notificationFor(exportKeyOf('a'))]);

            const [all, distinct] = [await lakeBehind(aws.firehose, '*'), await lakeBehind(aws.firehose)];
            expect(all.activity.length + all.notifications.length).toBeGreaterThanOrEqual(1500);
            expect(distinct).toEqual(await replayOf(objects));
        });
    });

    test('puts only throttled records again', async () => {
        await withFakeImport(
            { [exportKeyOf('a')]: objectOf(eventsFrom(0, 200)) },
            [{ rejectEvery: 2 }],
            async (aws) => {
                await aws.invoke([notificationFor(exportKeyOf('a'))]);

                expect(aws.firehose.calls.map((records) => records.length)).toEqual([2, 1, 6]);
                expect(logged(aws)).toMatchObject({ status: 'imported', put_events: 200 });
            },
        );
    });

    test('that is the S3 test event is acknowledged', async () => {
        await withFakeImport({}, [], async (aws) => {
            const response = await aws.invoke([
                JSON.stringify({
                    Service: 'Amazon S3',
                    Event: 's3:TestEvent',
                    Time: '2026-01-02T12:00:00.000Z',
                    Bucket: EXPORT_BUCKET_NAME,
                    RequestId: 'a',
                    HostId: 'a',
                }),
            ]);

            expect(response).toEqual({ batchItemFailures: [] });
            expect(logged(aws)).toMatchObject({ level: 'INFO', status: 'empty' });
        });
    });

    test('that is invalid fails, and the others of its batch do not', async () => {
        await withFakeImport({ [exportKeyOf('a')]: objectOf([eventAt(1)]) }, [], async (aws) => {
            const response = await aws.invoke([
                'no json',
                notificationFor(exportKeyOf('a')),
                '{}',
                notificationFor('%').replaceAll('%25', '%'),
            ]);

            expect(response).toEqual({
                batchItemFailures: ['message-0', 'message-2', 'message-3'].map((itemIdentifier) => ({
                    itemIdentifier,
                })),
            });
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                status: 'failed',
                error: 'Error: neither an S3 notification nor an import message',
            });
        });
    });

    test('for a missing object is logged and acknowledged', async () => {
        await withFakeImport({}, [], async (aws) => {
            expect(await aws.invoke([notificationFor(exportKeyOf('a'))])).toEqual({ batchItemFailures: [] });
            expect(logged(aws)).toMatchObject({
                level: 'WARN',
                status: 'missing',
                object: `s3://${EXPORT_BUCKET_NAME}/${exportKeyOf('a')}`,
                hint: 'The object does not exist: it was deleted before the import',
            });
        });
    });

    test('for an object without read permission fails', async () => {
        await withFakeImport({ [exportKeyOf('a')]: objectOf([eventAt(1)]) }, [], async (aws) => {
            aws.faults.bucket = (_, response) => {
                response.writeHead(403).end();
                return true;
            };

            expect(await aws.invoke([notificationFor(exportKeyOf('a'))])).toEqual({
                batchItemFailures: [{ itemIdentifier: 'message-0' }],
            });
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                status: 'failed',
                hint: 'SQS delivers the message again; after five attempts it goes to the dead-letter queue',
            });
            expect(String(logged(aws)?.['error'])).toContain('access is denied');
        });
    });

    test.each([
        ['by modification time', exportKeyOf('a'), WRITTEN_AT - 2 * DAY_MS - 1],
        ['by key', exportKeyOf('a', '20251230'), WRITTEN_AT],
    ])(
        'for an object older than two days %s skips it, and the hint has the replay command',
        async (_, key, modifiedAt) => {
            await withFakeImport({}, [], async (aws) => {
                aws.objects.set(key, { bytes: objectOf([eventAt(1)]), modifiedAt });

                expect(await aws.invoke([notificationFor(key)])).toEqual({ batchItemFailures: [] });

                expect(aws.firehose.calls).toEqual([]);
                expect(logged(aws)).toMatchObject({ level: 'WARN', status: 'skipped' });
                expect(String(logged(aws)?.['hint'])).toContain(
                    `\`replay s3://${EXPORT_BUCKET_NAME}/${key} --lake s3://LAKE\``,
                );
                expect(metricsOf(aws)[0]).toMatchObject({ skipped_objects: 1, imported_objects: 0, import_events: 0 });
            });
        },
    );

    test('puts no user name, address or details into the log', async () => {
        const mark = 'do-not-log-me';
        const lines = [
            activityText({ userName: mark, ipAddress: mark, more: mark }),
            notificationText(mark),
            `{"userName":"${mark}`,
        ];

        await withFakeImport(
            { [exportKeyOf('a')]: objectOf(lines), [exportKeyOf('b')]: objectOf(lines).subarray(0, -9) },
            [{ rejectEvery: 1 }],
            async (aws) => {
                await aws.invoke([notificationFor(exportKeyOf('a'))]);
                const first = JSON.stringify(aws.lines());
                await aws.invoke([notificationFor(exportKeyOf('b'))]);

                expect(first + JSON.stringify(aws.lines())).not.toContain(mark);
            },
        );
    });
});

test('an invocation without an SQS event fails', async () => {
    await withFakeImport({}, [], async (aws) => {
        await expect(aws.invoke([1 as unknown as string])).rejects.toThrow(
            'Expected an SQS event: {Records: [{messageId, body}]}',
        );
    });
});

test.each(['ACTIVITY_STREAM', 'NOTIFICATION_STREAM', 'IMPORT_QUEUE'])(
    'the function names a missing %s',
    async (name) => {
        await withFakeImport({}, [], async (aws) => {
            vi.stubEnv(name, '');

            await expect(aws.invoke([])).rejects.toThrow(new RegExp(`^Wrong environment: [^]*at ${name}`));
        });
    },
);
