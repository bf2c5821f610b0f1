/** Tests of a redrive to a stream, with the real AWS SDK against a fake Firehose. */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkPartitionCount } from '../../../../lib/operate/redrive/check-partition-count.ts';
import { eventIdsIn } from '../../../../lib/operate/redrive/failed-events.ts';
import { openFirehoseStream } from '../../../../lib/operate/redrive/firehose-stream.ts';
import type { RedriveSummary } from '../../../../lib/operate/redrive/redrive-summary.ts';
import { streamDestination } from '../../../../lib/operate/redrive/stream-destination.ts';
import { openStreamLedger, streamLedgerPath } from '../../../../lib/operate/redrive/stream-ledger.ts';
import { findInputs } from '../../../../lib/inputs/find-inputs.ts';
import { redrive, type RedriveOptions } from '../../../../lib/operate/redrive/redrive.ts';
import { notificationText } from '../../../fixtures/records.ts';
import {
    buildAll,
    listFiles,
    writeInputFiles,
    runReplay,
    readTable,
    temporaryFolder,
} from '../../../support/run-replay.ts';
import { checkHere, errorLine, eventOfUser, ERROR_OBJECT_KEY } from '../../../support/redrive-errors.ts';
import {
    fakeFirehoseEnvironment,
    withFakeFirehose,
    type CallFate,
    type FakeFirehose,
} from '../../../support/fake-firehose.ts';

beforeAll(buildAll);

let ledgerPath = '';
beforeEach(() => {
    ledgerPath = join(temporaryFolder(), 'ledger');
});

const FAST = 1e9;

type StreamRedrive = { readonly firehose: FakeFirehose; readonly summary: RedriveSummary };

/** Redrives a folder to a stream whose calls have these outcomes. */
const redriveToStream = async (
    folder: string,
    fates: readonly CallFate[] = [],
    options: Partial<RedriveOptions> & { name?: string; bytesPerSecond?: number } = {},
): Promise<StreamRedrive> =>
    withFakeFirehose(fates, async (firehose) => {
        Object.assign(process.env, fakeFirehoseEnvironment(firehose.url));
        const { name = 'dev-user-activity', bytesPerSecond = FAST, ...rest } = options;
        const destination = await streamDestination(name, await openFirehoseStream(name), {
            bytesPerSecond,
            ledgerPath,
        });
        const all = {
            inputs: await findInputs([folder]),
            filter: {},
            destination,
            check: checkHere,
            isResend: false,
            onBytes: () => undefined,
            ...rest,
        };
        return { firehose, summary: await redrive(all) };
    });

const makeErrors = (count: number, text = (index: number) => eventOfUser(`u${index}`)): string =>
    writeInputFiles({
        [ERROR_OBJECT_KEY]: Array.from({ length: count }, (_, index) => errorLine(text(index))).join(''),
    });
/** Seven incompressible events: too large for one call. */
const makeLargeErrors = (): string =>
    makeErrors(7, (index) => eventOfUser(`u${index}-${randomBytes(650_000).toString('base64')}`));
const namesIn = async (records: readonly Buffer[]): Promise<readonly unknown[]> => {
    const { lake } = await runReplay({ raw: Buffer.concat(records) });
    return (await readTable({ lake }, 'user_activity', 'user_name')).map(({ user_name }) => user_name);
};

describe('a stream', () => {
    test('gets few records of parcels, which give the rows of the first arrival', async () => {
        const errors = makeErrors(120);

        const { firehose, summary } = await redriveToStream(errors);

        const { lake } = await runReplay({ raw: Buffer.concat(firehose.acceptedRecords) });
        expect(summary.counts).toMatchObject({ events: 120, sent: 120 });
        expect(firehose.calls.map((records) => records.length)).toEqual([1]);
        expect(await readTable({ lake }, 'user_activity', 'distinct arrived_at, ingest_path')).toEqual([
            { arrived_at: '2026-01-02 03:04:05.678', ingest_path: 'firehose' },
        ]);
        expect(await readTable({ lake })).toHaveLength(120);
    });

    test('gets calls within the API limits and within the rate limit, also for large events', async () => {
        const errors = makeLargeErrors();
        const startedAt = performance.now();

        const { firehose, summary } = await redriveToStream(errors, [], { bytesPerSecond: 10_000_000 });

        const bytes = firehose.calls
            .slice(0, -1)
            .flat()
            .reduce((sum, { length }) => sum + length, 0);
        expect(summary.counts).toMatchObject({ events: 7, sent: 7 });
        expect(firehose.calls.length).toBeGreaterThan(1);
        // The last call starts after the time of all calls before it. Timers may be a little early.
        expect(firehose.callTimes.at(-1)! - startedAt).toBeGreaterThan((bytes / 10_000_000) * 1000 * 0.95);
        expect(firehose.acceptedRecords.flatMap(eventIdsIn)).toHaveLength(7);
    });

    test('that rejects some records gets only those again', async () => {
        const days = writeInputFiles({
            [ERROR_OBJECT_KEY]: Array.from({ length: 60 }, (_, index) =>
                errorLine(
                    eventOfUser(`u${index}`)
                        .replace('1767225604000', String(Date.UTC(2025, 11, 1 + (index % 30), 10)))
                        .replace(/"creationDate":"[^"]*"/, '"creationDate":""'),
                ),
            ).join(''),
        });

        const { firehose, summary } = await redriveToStream(days, [
            { rejectEvery: 2 },
            { rejectEvery: 3 },
            { error: 'ServiceUnavailableException', status: 503 },
        ]);

        expect(summary.counts).toMatchObject({ events: 60, sent: 60, failed: 0 });
        expect(firehose.calls.map((records) => records.length)).toEqual([30, 15, 5, 5]);
        expect(await namesIn(firehose.acceptedRecords)).toHaveLength(60);
    });

    test('gets only the events of its own table, and the others are counted', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: errorLine(eventOfUser('a')) + errorLine(notificationText),
        });

        const activity = await redriveToStream(errors);
        const notifications = await redriveToStream(errors, [], { name: 'dev-user-notification' });

        expect(activity.summary.counts).toMatchObject({ sent: 1, other_table: 1 });
        expect(notifications.summary.counts).toMatchObject({ sent: 1, sent_before: 1 });
    });

    test('gets no event that the transform rejects', async () => {
        const { firehose, summary } = await redriveToStream(
            writeInputFiles({ [ERROR_OBJECT_KEY]: errorLine('{"broken') + errorLine('{}') }),
        );

        expect(summary.counts).toMatchObject({ events: 2, still_rejected: 2, sent: 0 });
        expect(firehose.calls).toEqual([]);
    });
});

describe('the ledger of a stream', () => {
    test('prevents a second run from sending anything, and has only hashes', async () => {
        const errors = makeErrors(7);
        await redriveToStream(errors);

        const { firehose, summary } = await redriveToStream(errors);

        expect(summary.counts).toMatchObject({ events: 7, sent: 0, sent_before: 7 });
        expect(firehose.calls).toEqual([]);
        expect(readFileSync(ledgerPath, 'utf8')).toMatch(/^([0-9a-f]{32} [0-9a-f]{16}\n){7}$/);
        expect(statSync(ledgerPath).mode & 0o777).toBe(0o600);
    });

    test('has the events accepted before a fatal error, and the next run sends the rest', async () => {
        const errors = makeLargeErrors();
        const first = await redriveToStream(errors, ['accepted', { error: 'AccessDeniedException' }]).catch(
            (error: unknown) => error,
        );

        const { firehose, summary } = await redriveToStream(errors);

        expect(first).toMatchObject({
            message:
                'stream dev-user-activity: access is denied. ' +
                'Allow firehose:DescribeDeliveryStream and firehose:PutRecordBatch on the stream.',
        });
        expect(summary.counts.sent).toBeGreaterThan(0);
        expect(summary.counts.sent_before).toBeGreaterThan(0);
        expect(summary.counts.sent + summary.counts.sent_before).toBe(7);
        expect(firehose.acceptedRecords.flatMap(eventIdsIn)).toHaveLength(summary.counts.sent);
    });

    test('does not have records whose response was lost, so they are sent twice', async () => {
        const { firehose, summary } = await redriveToStream(makeErrors(3), ['response_lost']);

        const { lake } = await runReplay({ raw: Buffer.concat(firehose.acceptedRecords) });
        expect(summary.counts).toMatchObject({ sent: 3 });
        expect(await readTable({ lake })).toHaveLength(6);
        expect(await readTable({ lake }, 'user_activity', 'distinct *')).toHaveLength(3);
    });

    test('continues after a line that was cut off', async () => {
        const errors = makeErrors(2);
        await redriveToStream(errors);
        appendFileSync(ledgerPath, '0123456789abcdef');

        await redriveToStream(makeErrors(3));
        const { summary } = await redriveToStream(makeErrors(3));

        expect(summary.counts).toMatchObject({ sent: 0, sent_before: 3 });
    });

    test('has another path for another region or account', () => {
        const paths = ['us-west-2:123456789012', 'us-east-1:123456789012', 'us-west-2:210987654321'].map((scope) =>
            streamLedgerPath(`arn:aws:firehose:${scope}:deliverystream/s`),
        );

        expect(new Set(paths).size).toBe(3);
    });

    test('is not written if no record was accepted', async () => {
        const { summary } = await redriveToStream(
            makeErrors(2),
            Array.from({ length: 20 }, () => ({ error: 'ServiceUnavailableException', status: 503 })),
        );

        expect(summary.counts).toMatchObject({ sent: 0, failed: 2 });
        expect(summary.adds_up).toBe(true);
        expect(listFiles(join(ledgerPath, '..'))).toEqual([]);
    });
});

describe('a redrive to a stream is an error', () => {
    test('if the stream does not exist', async () => {
        await expect(redriveToStream(makeErrors(1), [], { name: 'nosuch' })).rejects.toThrow(
            'stream nosuch: there is no such stream. Check the name',
        );
    });

    test('if the events belong to more than 100 partitions, before anything is sent', async () => {
        const errors = writeInputFiles({
            [ERROR_OBJECT_KEY]: Array.from({ length: 101 }, (_, day) =>
                errorLine(
                    eventOfUser('a')
                        .replace('1767225604000', String(Date.UTC(2025, 0, 1 + day, 10)))
                        .replace(/"creationDate":"[^"]*"/, '"creationDate":""'),
                ),
            ).join(''),
        });
        await withFakeFirehose([], async (firehose) => {
            Object.assign(process.env, fakeFirehoseEnvironment(firehose.url));
            const destination = await streamDestination(
                'dev-user-activity',
                await openFirehoseStream('dev-user-activity'),
                { bytesPerSecond: FAST, ledgerPath },
            );
            const options = {
                inputs: await findInputs([errors]),
                filter: {},
                destination,
                check: checkHere,
                isResend: false,
                onBytes: () => undefined,
            };

            await expect(checkPartitionCount(options)).rejects.toThrow(
                'The events belong to 101 partitions. More than 100 at once can exceed',
            );
            await expect(
                checkPartitionCount({ ...options, filter: { types: ['partitioning-failed'] } }),
            ).resolves.toBeUndefined();

            expect(firehose.calls).toEqual([]);
        });
    });

    test('if the stream does not accept PutRecordBatch, without a retry', async () => {
        // A retry would be accepted.
        await expect(redriveToStream(makeErrors(1), [{ error: 'InvalidSourceException' }])).rejects.toThrow(
            'it does not accept PutRecordBatch',
        );
    });
});

describe('the path of the ledger', () => {
    const { XDG_STATE_HOME, HOME } = process.env;
    afterEach(() => {
        for (const [name, value] of Object.entries({ XDG_STATE_HOME, HOME })) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    });
    const arn = 'arn:aws:firehose:us-west-2:123456789012:deliverystream/dev-user-activity';

    test('is below XDG_STATE_HOME if that is absolute, else below the home folder', async () => {
        const home = temporaryFolder();
        process.env['HOME'] = home;
        process.env['XDG_STATE_HOME'] = 'relative';
        expect(streamLedgerPath(arn)).toMatch(
            new RegExp(`^${home}/\\.local/state/cognito-log-lake/redriven/dev-user-activity-[0-9a-f]{16}$`),
        );
        delete process.env['XDG_STATE_HOME'];
        expect(streamLedgerPath(arn)).toMatch(new RegExp(`^${home}/\\.local/state/`));

        process.env['XDG_STATE_HOME'] = join(home, 'state');
        await withFakeFirehose([], async (firehose) => {
            Object.assign(process.env, fakeFirehoseEnvironment(firehose.url));
            const destination = await streamDestination(
                'dev-user-activity',
                await openFirehoseStream('dev-user-activity'),
                { bytesPerSecond: FAST },
            );
            await redrive({
                inputs: await findInputs([makeErrors(1)]),
                filter: {},
                destination,
                check: checkHere,
                isResend: false,
                onBytes: () => undefined,
            });
        });
        expect(listFiles(join(home, 'state'))).toEqual([
            expect.stringMatching(/^cognito-log-lake\/redriven\/dev-user-activity-[0-9a-f]{16}$/),
        ]);
    });

    test('must not be a folder', async () => {
        const folder = temporaryFolder();

        await expect(openStreamLedger(folder)).rejects.toThrow(
            `Cannot read the ledger ${folder}: it is a folder, not a file. Name another file with --ledger.`,
        );
    });
});
