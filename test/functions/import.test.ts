/** Tests of the import function: the real handler and clients of the AWS SDK, against servers on this machine; its rows are those of a replay of the same objects. */
import { randomBytes } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { activityText, notificationText } from '../support/given-events.ts';
import { buildAll, filesOf, givenFiles, replayed, rowsOf, type Row } from '../support/given-replay.ts';
import { METRICS } from '../stack/check/metrics.ts';
import { BUCKET, etagOf, FOLDER, keyOf, toldOf, withAws, WRITTEN_AT, type Aws } from '../support/given-import-queue.ts';
import type { CallFate, Firehose } from '../support/given-delivery-stream.ts';

beforeAll(buildAll);

const DAY_MS = 86_400_000;
const TYPES = ['SignIn', 'SignUp', 'ForgotPassword'] as const;

/** Events of three types, two days and two tables; every tenth without a time of its own. */
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
/** As the service writes: no newline behind the last. */
const objectOf = (lines: readonly string[]): Buffer => gzipSync(lines.join('\n'));

type Lake = {
    readonly activity: readonly Row[];
    readonly notifications: readonly Row[];
    readonly refused: readonly string[];
};

const errorData = (lake: string): readonly string[] =>
    filesOf(join(lake, 'errors'))
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
    activity: await rowsOf({ lake }, 'user_activity', columns),
    notifications: await rowsOf({ lake }, 'user_notification', columns),
    refused: [...new Set(errorData(lake))],
});

/** What a replay of the objects makes. */
const replayOf = async (objects: Readonly<Record<string, Buffer>>): Promise<Lake> => {
    const folder = givenFiles(objects);
    for (const path of filesOf(folder)) utimesSync(join(folder, path), WRITTEN_AT / 1000, WRITTEN_AT / 1000);
    return lakeOf(await replayed(folder), 'distinct *');
};

/** The records of a stream as Firehose hands them to the function. */
const savedEvent = (stream: string, records: readonly Buffer[]): string =>
    JSON.stringify({
        deliveryStreamArn: `arn:aws:firehose:us-west-2:123456789012:deliverystream/${stream}`,
        records: records.map((bytes, index) => ({
            recordId: String(index),
            approximateArrivalTimestamp: WRITTEN_AT + DAY_MS,
            data: bytes.toString('base64'),
        })),
    });

/** What becomes of the records on the streams. */
const lakeBehind = async ({ takenOn }: Firehose, columns = 'distinct *'): Promise<Lake> =>
    lakeOf(
        await replayed(
            Object.fromEntries(
                [...takenOn].map(([stream, records]) => [`${stream}.json`, savedEvent(stream, records)]),
            ),
        ),
        columns,
    );

const logged = ({ lines }: Aws): Record<string, unknown> | undefined =>
    lines().find(({ message }) => message === 'import');
const metricsOf = ({ lines }: Aws): readonly Record<string, unknown>[] => lines().filter((line) => '_aws' in line);

describe('an exported object', () => {
    test('goes on the streams of its tables in few records, of which the function makes the rows of a replay, to the last column', async () => {
        const objects = { [keyOf('a')]: objectOf(eventsFrom(0, 1000)) };

        await withAws(objects, [], async (aws) => {
            const answer = await aws.invoke([toldOf(keyOf('a'))]);

            expect(answer).toEqual({ batchItemFailures: [] });
            // Three types on two days, and notifications on two days.
            expect(aws.firehose.taken).toHaveLength(8);
            expect([...aws.firehose.takenOn.values()].map(({ length }) => length)).toEqual([6, 2]);
            const lake = await lakeBehind(aws.firehose, '*');
            expect(lake.activity.length + lake.notifications.length).toBe(1000);
            expect(new Set([...lake.activity, ...lake.notifications].map(({ ingest_path }) => ingest_path))).toEqual(
                new Set(['s3_export']),
            );
            expect(lake).toEqual(await replayOf(objects));
        });
    });

    test('is told in one log line, and in metrics that are declared and add up', async () => {
        await withAws({ [keyOf('a')]: objectOf(eventsFrom(0, 100)) }, [], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))]);

            expect(aws.lines()).toHaveLength(2);
            expect(logged(aws)).toMatchObject({
                level: 'INFO',
                service: 'cognito-log-lake',
                how: 'imported',
                object: `s3://${BUCKET}/${keyOf('a')}`,
                done_before: 0,
                done: 100,
                events: 100,
                put_events: 100,
                refused_events: 0,
                put_pieces: 8,
                function_request_id: 'a-request',
            });
            const [{ _aws, ...counts }] = metricsOf(aws) as [Record<string, unknown>];
            expect(counts).toEqual({
                service: 'cognito-log-lake',
                imported_objects: 1,
                continued_objects: 0,
                left_objects: 0,
                gone_objects: 0,
                failed_objects: 0,
                import_events: 100,
                import_put_events: 100,
                import_refused_events: 0,
                import_put_pieces: 8,
            });
            const published = METRICS.filter(({ dimensions }) => dimensions.join() === 'service').map(
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

    test('loses no bad line: each goes on the stream as a replay hands it over, and is refused with its bytes', async () => {
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
            [keyOf('a')]: objectOf([bad[0]!, eventAt(1), ...bad.slice(1, 5), eventAt(2), bad[5]!, eventAt(3), bad[6]!]),
        };

        await withAws(objects, [], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))]);

            const lake = await lakeBehind(aws.firehose);
            expect(logged(aws)).toMatchObject({ how: 'imported', refused_events: 0 });
            expect(logged(aws)?.['put_events']).toBe(logged(aws)?.['events']);
            expect(lake).toEqual(await replayOf(objects));
            expect(lake.activity).toHaveLength(3);
            expect(lake.refused.length).toBeGreaterThanOrEqual(6);
        });
    });

    test('of which every line is bad is no other', async () => {
        const objects = { [keyOf('a')]: objectOf(['one', 'two']) };

        await withAws(objects, [], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))]);

            expect(aws.firehose.taken.map(String)).toEqual(['one\ntwo']);
        });
    });

    test('that is empty, plain or of several gzip members is imported', async () => {
        const objects = {
            [keyOf('a')]: Buffer.alloc(0),
            [keyOf('b')]: Buffer.from(eventsFrom(0, 3).join('\n')),
            [keyOf('c')]: Buffer.concat([objectOf([eventAt(4), '']), objectOf([eventAt(5)])]),
        };

        await withAws(objects, [], async (aws) => {
            const answer = await aws.invoke([toldOf(keyOf('a'), keyOf('b')), toldOf(keyOf('c'))]);

            expect(answer).toEqual({ batchItemFailures: [] });
            expect(
                aws
                    .lines()
                    .filter(({ message }) => message === 'import')
                    .map(({ events }) => events),
            ).toEqual([0, 3, 2]);
        });
    });

    test('with a key of odd characters is found', async () => {
        const key = `${FOLDER}/a +%é&b=ü.log.gz`;

        await withAws({ [key]: objectOf([eventAt(1)]) }, [], async (aws) => {
            await aws.invoke([toldOf(key)]);

            expect(logged(aws)).toMatchObject({ how: 'imported', events: 1 });
        });
    });

    test('has large events alone, compressed; one that no stream takes even so is told, and stays in the object', async () => {
        const [large, tooLarge] = [800_000, 1_100_000].map((bytes) =>
            activityText({ userName: randomBytes(bytes).toString('base64') }),
        );

        await withAws({ [keyOf('a')]: objectOf([eventAt(1), large!, tooLarge!, eventAt(4)]) }, [], async (aws) => {
            const answer = await aws.invoke([toldOf(keyOf('a'))]);

            expect(answer).toEqual({ batchItemFailures: [] });
            expect(logged(aws)).toMatchObject({
                level: 'WARN',
                how: 'imported',
                done: 4,
                events: 4,
                put_events: 3,
                refused_events: 1,
                hint: 'Events too large for a stream stay in the object alone',
            });
            expect((await lakeBehind(aws.firehose)).activity).toHaveLength(3);
        });
    });
});

const LARGE = objectOf(eventsFrom(0, 5200));

describe('a large object', () => {
    test('goes on in new messages before the time ends, and its rows are those of a replay', async () => {
        const objects = { [keyOf('a')]: LARGE };

        await withAws(objects, [], async (aws) => {
            const lines: unknown[] = [];
            let next = toldOf(keyOf('a'));
            for (let message = 0; message < 2; message += 1) {
                expect(await aws.invoke([next], () => 74_000)).toEqual({ batchItemFailures: [] });
                lines.push([
                    logged(aws)?.['how'],
                    logged(aws)?.['done_before'],
                    logged(aws)?.['done'],
                    logged(aws)?.['events'],
                ]);
                next = aws.sent[message]?.body ?? '';
            }

            expect(lines).toEqual([
                ['continued', 0, 5000, 5000],
                ['imported', 5000, 5200, 200],
            ]);
            expect(aws.sent.map(({ delay }) => delay)).toEqual([0]);
            expect(JSON.parse(aws.sent[0]!.body)).toMatchObject({
                cognito_log_lake_import: 1,
                bucket: BUCKET,
                key: keyOf('a'),
                done: 5000,
            });
            const lake = await lakeBehind(aws.firehose, '*');
            expect(lake.activity.length + lake.notifications.length).toBe(5200);
            expect(lake).toEqual(await replayOf(objects));
        });
    });

    test('goes on a minute later where the streams refuse, without what is done', async () => {
        const throttled = Array.from({ length: 30 }, (): CallFate => ({
            error: 'ServiceUnavailableException',
            status: 503,
        }));

        await withAws({ [keyOf('a')]: LARGE }, ['taken', 'taken', ...throttled], async (aws) => {
            expect(await aws.invoke([toldOf(keyOf('a'))])).toEqual({ batchItemFailures: [] });
            const first = logged(aws);
            const { sent } = aws;
            expect(await aws.invoke([sent[0]!.body])).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });

            expect(first).toMatchObject({
                level: 'WARN',
                how: 'continued',
                done: 5000,
                put_events: 5000,
                hint: 'What is left of the object goes on in a new message',
            });
            expect(String(first?.['error'])).toMatch(/^NotTaken: the streams did not take \d+ of \d+ records$/);
            expect(sent).toMatchObject([{ delay: 60 }]);
            // Without any progress the message itself comes again.
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                how: 'failed',
                done_before: 5000,
                done: 5000,
                events: 0,
            });
        });
    });

    test('whose ETag is another begins anew', async () => {
        await withAws({ [keyOf('a')]: LARGE }, [], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))], () => 74_000);
            const before = aws.firehose.taken.length;
            aws.objects.set(keyOf('a'), { bytes: objectOf(eventsFrom(30_000, 40)), modifiedAt: WRITTEN_AT });

            expect(await aws.invoke([aws.sent[0]!.body])).toEqual({ batchItemFailures: [] });

            expect(logged(aws)).toMatchObject({ how: 'imported', done_before: 0, done: 40, events: 40 });
            expect(aws.firehose.taken.length).toBeGreaterThan(before);
        });
    });

    test('that is replaced while it is read is not mixed: what was read is kept, and the rest begins anew', async () => {
        const other = objectOf(eventsFrom(50_000, 30));
        const bulky = objectOf(
            Array.from({ length: 1000 }, (_, index) =>
                activityText({ eventId: index, userName: randomBytes(500).toString('base64') }),
            ),
        );

        await withAws({ [keyOf('a')]: bulky }, [], async (aws) => {
            aws.whims.bucket = (request, response) => {
                if (request.method !== 'GET') return false;
                aws.whims.bucket = null;
                const { bytes } = aws.objects.get(keyOf('a'))!;
                response.writeHead(200, {
                    etag: `"${etagOf(bytes)}"`,
                    'content-length': bytes.length,
                    'last-modified': new Date(WRITTEN_AT).toUTCString(),
                });
                response.write(bytes.subarray(0, Math.floor(bytes.length * 0.8)), () => {
                    aws.objects.set(keyOf('a'), { bytes: other, modifiedAt: WRITTEN_AT });
                    response.destroy();
                });
                return true;
            };

            await aws.invoke([toldOf(keyOf('a'))]);
            const first = logged(aws);
            await aws.invoke([aws.sent[0]!.body]);

            expect(first).toMatchObject({ how: 'continued' });
            expect(String(first?.['error'])).toContain('it was replaced while it was read');
            expect(Number(first?.['events'])).toBeGreaterThan(500);
            expect(logged(aws)).toMatchObject({ how: 'imported', done_before: 0, events: 30 });
        });
    });

    test('that comes over a connection that breaks is read on', async () => {
        await withAws({ [keyOf('a')]: LARGE }, [], async (aws) => {
            aws.whims.bucket = (request, response, served) => {
                if (request.method !== 'GET' || served > 3) return false;
                const { bytes } = aws.objects.get(keyOf('a'))!;
                const from = Number(/bytes=(\d+)-/.exec(String(request.headers.range))?.[1] ?? 0);
                response.writeHead(from > 0 ? 206 : 200, {
                    etag: `"${etagOf(bytes)}"`,
                    'content-length': bytes.length - from,
                });
                response.write(bytes.subarray(from, from + 10_000), () => response.destroy());
                return true;
            };

            await aws.invoke([toldOf(keyOf('a'))]);

            expect(logged(aws)).toMatchObject({ how: 'imported', events: 5200, put_events: 5200 });
        });
    });

    test('that is cut off is used as far as it is whole; its rest ends among the dead letters without being put again', async () => {
        const cut = LARGE.subarray(0, LARGE.length - 1000);

        await withAws({ [keyOf('a')]: cut }, [], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))]);
            const [first, put] = [logged(aws), aws.firehose.taken.length];
            const second = await aws.invoke([aws.sent[0]!.body]);

            expect(first).toMatchObject({ how: 'continued', error: 'Error: gzip data that is cut off' });
            expect(Number(first?.['events'])).toBeGreaterThan(4000);
            expect(second).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
            expect(aws.firehose.taken).toHaveLength(put);
        });
    });

    test('for whose rest there is no queue is imported anew', async () => {
        await withAws({ [keyOf('a')]: LARGE }, [], async (aws) => {
            aws.whims.isQueueBroken = true;

            const answer = await aws.invoke([toldOf(keyOf('a'))], () => 74_000);

            expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
            expect(logged(aws)).toMatchObject({ level: 'ERROR', how: 'failed', put_events: 5000 });
        });
    });
});

test('writes nothing of a record into its lines and metrics, however an object fares', async () => {
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
    const refusing = Array.from({ length: 20 }, (): CallFate => ({ error: 'InvalidArgumentException' }));

    await withAws(
        { [keyOf('a')]: whole, [keyOf('b')]: whole.subarray(0, whole.length - 500), [keyOf('c')]: Buffer.from(mark) },
        ['taken', { refuseEvery: 2 }, ...refusing],
        async (aws) => {
            await aws.invoke([toldOf(keyOf('c'))]);
            const written = [JSON.stringify(aws.lines())];
            await aws.invoke([toldOf(keyOf('a')), mark, JSON.stringify({ [mark]: mark })]);
            written.push(JSON.stringify(aws.lines()));
            await aws.invoke([toldOf(keyOf('b'))]);
            written.push(JSON.stringify(aws.lines()));

            expect(written.join()).toContain('"refused_events":1');
            expect(written.join()).toContain('"how":"failed"');
            expect(written.join()).not.toContain(mark);
        },
    );
});

describe('a message', () => {
    test('that comes twice, or again after the function died, gives the same rows, to the last column', async () => {
        const objects = { [keyOf('a')]: objectOf(eventsFrom(0, 500)) };
        const died: CallFate[] = ['lost'];

        await withAws(objects, died, async (aws) => {
            await aws.invoke([toldOf(keyOf('a')), toldOf(keyOf('a'))]);
            await aws.invoke([toldOf(keyOf('a'))]);

            const [all, distinct] = [await lakeBehind(aws.firehose, '*'), await lakeBehind(aws.firehose)];
            expect(all.activity.length + all.notifications.length).toBeGreaterThanOrEqual(1500);
            expect(distinct).toEqual(await replayOf(objects));
        });
    });

    test('of records that are throttled puts those again, and no others', async () => {
        await withAws({ [keyOf('a')]: objectOf(eventsFrom(0, 200)) }, [{ refuseEvery: 2 }], async (aws) => {
            await aws.invoke([toldOf(keyOf('a'))]);

            expect(aws.firehose.calls.map((records) => records.length)).toEqual([2, 1, 6]);
            expect(logged(aws)).toMatchObject({ how: 'imported', put_events: 200 });
        });
    });

    test('by which S3 tries the queue is acknowledged', async () => {
        await withAws({}, [], async (aws) => {
            const answer = await aws.invoke([
                JSON.stringify({
                    Service: 'Amazon S3',
                    Event: 's3:TestEvent',
                    Time: '2026-01-02T12:00:00.000Z',
                    Bucket: BUCKET,
                    RequestId: 'a',
                    HostId: 'a',
                }),
            ]);

            expect(answer).toEqual({ batchItemFailures: [] });
            expect(logged(aws)).toMatchObject({ level: 'INFO', how: 'nothing' });
        });
    });

    test('that is none fails, until it is a dead letter; those beside it do not', async () => {
        await withAws({ [keyOf('a')]: objectOf([eventAt(1)]) }, [], async (aws) => {
            const answer = await aws.invoke(['no json', toldOf(keyOf('a')), '{}', toldOf('%').replaceAll('%25', '%')]);

            expect(answer).toEqual({
                batchItemFailures: ['message-0', 'message-2', 'message-3'].map((itemIdentifier) => ({
                    itemIdentifier,
                })),
            });
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                how: 'failed',
                error: 'Error: neither a notification of S3 nor a message of the import',
            });
        });
    });

    test('of an object that is gone is told and acknowledged', async () => {
        await withAws({}, [], async (aws) => {
            expect(await aws.invoke([toldOf(keyOf('a'))])).toEqual({ batchItemFailures: [] });
            expect(logged(aws)).toMatchObject({
                level: 'WARN',
                how: 'gone',
                object: `s3://${BUCKET}/${keyOf('a')}`,
                hint: 'There is no such object: it was deleted before it was imported',
            });
        });
    });

    test('of an object that may not be read fails', async () => {
        await withAws({ [keyOf('a')]: objectOf([eventAt(1)]) }, [], async (aws) => {
            aws.whims.bucket = (_, response) => {
                response.writeHead(403).end();
                return true;
            };

            expect(await aws.invoke([toldOf(keyOf('a'))])).toEqual({
                batchItemFailures: [{ itemIdentifier: 'message-0' }],
            });
            expect(logged(aws)).toMatchObject({
                level: 'ERROR',
                how: 'failed',
                hint: 'The queue shows the message again; after five tries it is a dead letter',
            });
            expect(String(logged(aws)?.['error'])).toContain('access is denied');
        });
    });

    test.each([
        ['by its own time', keyOf('a'), WRITTEN_AT - 2 * DAY_MS - 1],
        ['by its key', keyOf('a', '20251230'), WRITTEN_AT],
    ])('of an object older than two days %s leaves it to a replay, and says which', async (_, key, modifiedAt) => {
        await withAws({}, [], async (aws) => {
            aws.objects.set(key, { bytes: objectOf([eventAt(1)]), modifiedAt });

            expect(await aws.invoke([toldOf(key)])).toEqual({ batchItemFailures: [] });

            expect(aws.firehose.calls).toEqual([]);
            expect(logged(aws)).toMatchObject({ level: 'WARN', how: 'left' });
            expect(String(logged(aws)?.['hint'])).toContain(`\`replay s3://${BUCKET}/${key} --lake s3://LAKE\``);
            expect(metricsOf(aws)[0]).toMatchObject({ left_objects: 1, imported_objects: 0, import_events: 0 });
        });
    });

    test('leaves no user name, address or details in what is written', async () => {
        const mark = 'do-not-log-me';
        const lines = [
            activityText({ userName: mark, ipAddress: mark, more: mark }),
            notificationText(mark),
            `{"userName":"${mark}`,
        ];

        await withAws(
            { [keyOf('a')]: objectOf(lines), [keyOf('b')]: objectOf(lines).subarray(0, -9) },
            [{ refuseEvery: 1 }],
            async (aws) => {
                await aws.invoke([toldOf(keyOf('a'))]);
                const first = JSON.stringify(aws.lines());
                await aws.invoke([toldOf(keyOf('b'))]);

                expect(first + JSON.stringify(aws.lines())).not.toContain(mark);
            },
        );
    });
});

test('an invocation of anything but a queue fails as a whole', async () => {
    await withAws({}, [], async (aws) => {
        await expect(aws.invoke([1 as unknown as string])).rejects.toThrow(
            'Expected the event of an SQS queue: {Records: [{messageId, body}]}',
        );
    });
});

test.each(['ACTIVITY_STREAM', 'NOTIFICATION_STREAM', 'IMPORT_QUEUE'])(
    'without %s the function names it',
    async (name) => {
        await withAws({}, [], async (aws) => {
            vi.stubEnv(name, '');

            await expect(aws.invoke([])).rejects.toThrow(new RegExp(`^Wrong environment: [^]*at ${name}`));
        });
    },
);
